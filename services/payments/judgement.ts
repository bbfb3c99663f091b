import { and, eq, isNotNull } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import type { SettleOutcome } from "./evidence";
import type { Judgement } from "./judge-callback";

const { stkAttempts } = schema;

export const quarantine = (reason: string): Judgement => ({ verdict: "quarantined", reason });

/** Turns settle's answer into a judgement; an attempt with a final word need not be asked about any more. */
export async function settled(
  ctx: TxContext,
  attemptId: string | undefined,
  result: SettleOutcome,
): Promise<Judgement> {
  if (result.outcome === "quarantined") return quarantine(result.reason);
  if (attemptId)
    await ctx.tx
      .update(stkAttempts)
      .set({ nextQueryAt: null })
      .where(and(eq(stkAttempts.id, attemptId), isNotNull(stkAttempts.nextQueryAt)));
  return { verdict: "processed", outcome: result.outcome };
}
