import { gathered, type TxContext } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { groupBy, rowsOfEach } from "@/lib/group-by";
import { declare } from "./declare-desired-states";
import { markOwed, wake } from "./request-syncs";
import type { Written } from "./write-intents";

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
  const [home, ...left] = await declareOne(ctx, input);
  if (!home) throw notFound("user");
  await wake(ctx, await markHome(ctx, { home, urgent: input.urgent }), input.urgent);
  if (left.length > 0) await wake(ctx, await markOwed(ctx, left, false), false);
  return { generation: home.generation, changed: home.changed, routerId: home.routerId };
}

interface One {
  userId: string;
  reason: string;
  locked?: boolean;
}

const kindOf = ({ reason, locked }: One) => `${locked} ${reason}`;

const declareOne = gathered("access", async (ctx, wanted: One[]) => {
  const written: Written[] = [];
  for (const alike of groupBy(wanted, kindOf).values()) {
    const [{ reason, locked }] = alike;
    const userIds = alike.map(({ userId }) => userId);
    written.push(...(await declare(ctx, userIds, reason, { locked })));
  }
  return rowsOfEach(
    wanted.map(({ userId }) => userId),
    written,
    ({ userId }) => userId,
  );
});

const markHome = gathered("access", async (ctx, wanted: { home: Written; urgent: boolean }[]) => {
  const due: Written[] = [];
  for (const alike of groupBy(wanted, ({ urgent }) => urgent).values()) {
    const homes = alike.map(({ home }) => home);
    due.push(...(await markOwed(ctx, homes, alike[0].urgent)));
  }
  return rowsOfEach(
    wanted.map(({ home }) => home.userId),
    due,
    ({ userId }) => userId,
  );
});
