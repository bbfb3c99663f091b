import type { Context } from "@/lib/context";
import type { schema } from "@/lib/db";
import { type Owed, quoteOwed } from "@/services/billing";

export interface PortalOwed extends Owed {
  /** What a payment does, and what it does not. */
  words: string;
  openAttemptId?: string;
}

type UserRow = Pick<typeof schema.users.$inferSelect, "status" | "pausedAt">;

/**
 * What is owed by somebody who can buy nothing for one of their users, or has none; undefined when that is nothing. Who
 * can buy reads it with the price.
 */
export async function owedBy(
  ctx: Context,
  customerId: string,
  theirs: UserRow[],
): Promise<PortalOwed | undefined> {
  const shut = theirs.filter((user) => user.status !== "active");
  if (theirs.length > 0 && shut.length === 0) return undefined;
  const owed = await quoteOwed(ctx, { customerId });
  return owed.toPayCents > 0 ? { ...owed, words: wordsOf(shut) } : undefined;
}

function wordsOf(shut: UserRow[]): string {
  if (shut.length === 0) return "A payment settles it.";
  const isSuspended = shut.some((user) => user.pausedAt === null);
  return isSuspended
    ? "A payment settles this and no more: your connection stays suspended until we lift that. Please contact us."
    : "A payment settles this and no more: your connection stays paused until you ask us to go on.";
}
