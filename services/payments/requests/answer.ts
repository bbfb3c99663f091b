import { eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { askAgainAt, type ProviderRequest } from "./request-states";

const { providerRequests } = schema;

/** A locked question has its answer, in words for people. */
export async function closeQuestion(
  ctx: TxContext,
  question: ProviderRequest,
  answer: {
    state: "succeeded" | "failed";
    code: string;
    words: string;
    paymentId?: string;
    passedOn?: ProviderRequest["passedOn"];
  },
): Promise<void> {
  await ctx.tx
    .update(providerRequests)
    .set({
      state: answer.state,
      resultCode: answer.code,
      resultDescription: answer.words,
      paymentId: answer.paymentId ?? question.paymentId,
      passedOn: answer.passedOn ?? question.passedOn,
      resolvedAt: ctx.now(),
      nextAttemptAt: null,
    })
    .where(eq(providerRequests.id, question.id));
}

/** No answer that says anything: it is asked again later, and given up when it was asked often enough. */
export async function askQuestionAgain(
  ctx: TxContext,
  question: ProviderRequest,
  code: string,
  words: string,
): Promise<void> {
  const nextAttemptAt = askAgainAt(ctx.now(), question.attempts);
  if (!nextAttemptAt) return closeQuestion(ctx, question, { state: "failed", code, words });
  await ctx.tx
    .update(providerRequests)
    .set({ state: "unknown", resultCode: code, resultDescription: words, nextAttemptAt })
    .where(eq(providerRequests.id, question.id));
}
