import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { tillDifferencePostings } from "@/lib/billing";
import {
  authorise,
  type Context,
  roleAllows,
  type TxContext,
  withTransaction,
} from "@/lib/context";
import { schema } from "@/lib/db";
import { AppError, conflict, invalid } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { formatMoney } from "@/lib/money";
import { recordAudit } from "@/services/audit";
import { lockTill, postJournal } from "@/services/ledger";
import { lockOpenSession, type TillSession } from "./lock-session";
import { Count } from "./schemas";

const Input = z.object({
  tillSessionId: uuid(),
  countedCents: Count,
  note: z.string().trim().max(300).optional(),
});
const { tillSessions } = schema;

export interface TillClosed {
  expectedCents: number;
  countedCents: number;
  /** Below zero: less was counted than there should be. */
  differenceCents: number;
}

/**
 * Ends a turn at a cash desk with a count. A difference needs a note and goes to "cash over and short". Who opened it
 * closes it, or whoever may reverse payments. Errors: forbidden, not_found, invalid (note), conflict (closed already).
 */
export async function closeTill(ctx: Context, input: z.input<typeof Input>): Promise<TillClosed> {
  authorise(ctx, { staff: "tills.write" });
  const { tillSessionId, countedCents, note } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const session = await lockOpenSession(tx, tillSessionId);
    requireOwnTurn(tx, session);
    const till = await lockTill(tx, session.channelId);
    const expectedCents = session.openingCents + till.balanceCents - session.openingBalanceCents;
    const differenceCents = countedCents - expectedCents;
    if (differenceCents !== 0 && !note) throw needsNote(differenceCents);
    if (differenceCents !== 0)
      await postJournal(tx, {
        key: `till_close:${session.id}`,
        kind: "till_difference",
        description: `Count at the close: ${note}`,
        postings: tillDifferencePostings(till.tillId, differenceCents),
      });
    await write(tx, session, { expectedCents, countedCents, note });
    await recordAudit(tx, {
      action: "tills.close",
      entity: { kind: "till_session", id: session.id },
      data: { expectedCents, countedCents, differenceCents, note },
    });
    return { expectedCents, countedCents, differenceCents };
  });
}

function requireOwnTurn(ctx: TxContext, session: TillSession) {
  const { actor } = ctx;
  if (actor.id === session.staffId) return;
  if (actor.kind === "staff" && roleAllows(actor.role, "payments.reverse")) return;
  throw new AppError("forbidden", "Who has opened a till closes it, or somebody from finance.");
}

function needsNote(differenceCents: number) {
  const amount = formatMoney(Math.abs(differenceCents));
  const message = `${amount} ${differenceCents < 0 ? "is missing" : "is too much"}. Count again, or say what happened.`;
  return invalid(message, { note: message });
}

async function write(
  ctx: TxContext,
  session: TillSession,
  count: { expectedCents: number; countedCents: number; note?: string },
) {
  const closed = await ctx.tx
    .update(tillSessions)
    .set({ ...count, closedAt: ctx.now(), closedBy: ctx.actor.id })
    .where(and(eq(tillSessions.id, session.id), isNull(tillSessions.closedAt)))
    .returning({ id: tillSessions.id });
  if (closed.length === 0) throw conflict("This till has been closed by somebody else.");
}
