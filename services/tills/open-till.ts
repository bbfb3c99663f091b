import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { lockTill } from "@/services/ledger";
import { Count } from "./schemas";

const Input = z.object({ channelId: uuid(), openingCents: Count });
const { paymentChannels, tillSessions } = schema;

/**
 * Begins a staff member's turn at a cash desk with what lies in it. The float is not in the books: the till's account
 * is what the desk has taken. Errors: forbidden, not_found, conflict (open already, till no longer used).
 */
export async function openTill(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ tillSessionId: string }> {
  authorise(ctx, { staff: "tills.write" });
  const { channelId, openingCents } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    await requireTill(tx, channelId);
    const { balanceCents } = await lockTill(tx, channelId);
    const tillSessionId = tx.newId();
    const [opened] = await tx.tx
      .insert(tillSessions)
      .values({
        id: tillSessionId,
        channelId,
        staffId: tx.actor.id,
        openingCents,
        openingBalanceCents: balanceCents,
        openedAt: tx.now(),
      })
      .onConflictDoNothing()
      .returning({ id: tillSessions.id });
    if (!opened) throw conflict("This till is open already. It must be closed and counted first.");
    await recordAudit(tx, {
      action: "tills.open",
      entity: { kind: "till_session", id: tillSessionId },
      data: { channelId, openingCents },
    });
    return { tillSessionId };
  });
}

async function requireTill(ctx: TxContext, channelId: string) {
  const [channel] = await ctx.tx
    .select()
    .from(paymentChannels)
    .where(eq(paymentChannels.id, channelId));
  if (channel?.kind !== "cash") throw notFound("till");
  if (!channel.active) throw conflict("This till is no longer used.");
}
