import type { TxContext } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { declare } from "./declare-desired-states";
import { markOwed, wake } from "./request-syncs";

export interface Declared {
  generation: number;
  changed: boolean;
  routerId: string;
}

/**
 * Declares what should be true of one user, derived from the facts as this transaction sees them, and asks for a
 * sync: at once when urgent, else with the router's next batch. `locked`: the caller holds the user's row. The caller has
 * authorised. Throws `not_found`.
 */
export async function declareDesiredState(
  ctx: TxContext,
  input: { userId: string; reason: string; urgent: boolean; locked?: boolean },
): Promise<Declared> {
  const [home, ...left] = await declare(ctx, [input.userId], input.reason, input);
  if (!home) throw notFound("user");
  await wake(ctx, await markOwed(ctx, [home], input.urgent), input.urgent);
  if (left.length > 0) await wake(ctx, await markOwed(ctx, left, false), false);
  return { generation: home.generation, changed: home.changed, routerId: home.routerId };
}
