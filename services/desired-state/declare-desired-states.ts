import type { TxContext } from "@/lib/context";
import { deriveIntent } from "@/lib/sync";
import { handOverAddresses } from "./hand-over-addresses";
import { loadUserFacts } from "./load-user-facts";
import { markOwed, wake } from "./request-syncs";
import { prepareGone, type Written, writeIntents } from "./write-intents";

// Each target takes seven parameters of a statement that may have 65 535.
const BATCH = 1_000;

/**
 * Derives and declares the desired state of many users from the facts, in the caller's transaction, and wakes the
 * engine once per router. For sweeps and package changes; the caller has authorised. Unknown ids are passed over.
 */
export async function declareDesiredStates(
  ctx: TxContext,
  input: {
    userIds: string[];
    reason: string;
    /** False: the caller wakes the engine when the router is ready for it. */
    wake?: boolean;
  },
): Promise<Written[]> {
  const userIds = [...new Set(input.userIds)].sort();
  const all: Written[] = [];
  const due: Written[] = [];
  for (let i = 0; i < userIds.length; i += BATCH) {
    const written = await declare(ctx, userIds.slice(i, i + BATCH), input.reason);
    all.push(...written);
    due.push(...(await markOwed(ctx, written, false)));
  }
  if (input.wake !== false) await wake(ctx, due, false);
  return all;
}

/** The shared part: facts → intents → rows; users on other routers than their own are prepared to be gone. */
export async function declare(
  ctx: TxContext,
  userIds: string[],
  reason: string,
  options: { locked?: boolean } = {},
): Promise<Written[]> {
  const facts = await loadUserFacts(ctx, userIds, options);
  const targets = facts.map(({ userId, routerId, ...rest }) => ({
    userId,
    routerId,
    intent: deriveIntent(rest, ctx.now()),
  }));
  const written = await writeIntents(ctx, targets, reason);
  await handOverAddresses(ctx, targets, written);
  const movers = facts.filter((row) => row.elsewhere);
  return [...written, ...(await prepareGone(ctx, movers, reason))];
}
