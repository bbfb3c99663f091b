import { and, asc, eq, inArray, isNull, lt, lte, ne } from "drizzle-orm";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { isPaused } from "@/services/installation";
import { enqueueEvent } from "@/services/outbox";
import { closeQuestion } from "./requests/answer";
import { askAbout } from "./requests/ask-about";
import { isTypedCode, passOn } from "./requests/pass-on";
import {
  askAgainAt,
  EVENT_GRACE_MS,
  isOpenRequest,
  isQuestion,
  type ProviderRequest,
  REPLY_WITHIN_MS,
} from "./requests/request-states";

const { providerRequests } = schema;
const BATCH = 100;

export interface SweptRequests {
  lostReplies: number;
  /** Due again: what has not left is sent, questions are asked again, orders are asked about. */
  due: number;
}

/** Sweep: finds what was asked of M-Pesa and got no answer, whatever the job server lost. Bounded. */
export async function sweepProviderRequests(ctx: Context): Promise<SweptRequests> {
  authorise(ctx, { job: true });
  if (await isPaused(ctx)) return { lostReplies: 0, due: 0 };
  const lostReplies = await nameLostReplies(ctx);
  return { lostReplies, due: await withTransaction(ctx, wakeDue) };
}

/** The process died between claim and reply: M-Pesa may have the order, so it is not sent again. */
async function nameLostReplies(ctx: Context): Promise<number> {
  const now = ctx.now();
  const rows = await ctx.db
    .update(providerRequests)
    .set({ state: "unknown", nextAttemptAt: now })
    .where(
      and(
        eq(providerRequests.state, "sent"),
        ne(providerRequests.kind, "transaction_status"),
        isNull(providerRequests.conversationId),
        lt(providerRequests.sentAt, new Date(now.getTime() - REPLY_WITHIN_MS)),
      ),
    )
    .returning({ id: providerRequests.id });
  return rows.length;
}

async function wakeDue(ctx: TxContext): Promise<number> {
  const due = await ctx.tx
    .select()
    .from(providerRequests)
    .where(and(isOpenRequest, lte(providerRequests.nextAttemptAt, ctx.now())))
    .orderBy(asc(providerRequests.nextAttemptAt))
    .limit(BATCH)
    .for("no key update", { skipLocked: true });
  for (const request of due) await wake(ctx, request);
  return due.length;
}

async function wake(ctx: TxContext, request: ProviderRequest) {
  if (!isQuestion(request.kind) && request.state !== "created") return askAbout(ctx, request);
  if (request.attempts > 0 && !askAgainAt(ctx.now(), request.attempts)) return giveUp(ctx, request);
  await announce(ctx, request);
}

async function giveUp(ctx: TxContext, question: ProviderRequest) {
  const said = { code: "no_answer", words: "M-Pesa did not answer, however often we asked." };
  if (isTypedCode(question)) await passOn(ctx, question, { because: "no_answer", ...said });
  else await closeQuestion(ctx, question, { state: "failed", ...said });
}

/** A question that was asked is left due, or its claim would find it too early; what has not left waits a while. */
async function announce(ctx: TxContext, request: ProviderRequest) {
  if (request.state === "created")
    await ctx.tx
      .update(providerRequests)
      .set({ nextAttemptAt: new Date(ctx.now().getTime() + EVENT_GRACE_MS) })
      .where(inArray(providerRequests.id, [request.id]));
  await enqueueEvent(ctx, "payments/provider.request.due", { requestId: request.id });
}
