import { inArray } from "drizzle-orm";
import { schema } from "@/lib/db";
import { onlyRouter, wireFigures, withWorkingFleet } from "./fleet/measured";
import { latency, numbers } from "./fleet/options";
import { standing } from "./fleet/settled";
import { secondsBetween, untilVerified } from "./fleet/verified";
import type { BenchFleet } from "./fleet/world";
import type { Figure } from "./report";

const MINUTE_MS = 60_000;
const AFTER_THE_TICK_MS = 12_000;

/**
 * Users of one router whose time ends at the same second, all of them online: from that second until each is cut off,
 * sessions too, read back and written down. Real job server and functions: the tick looks ahead and wakes at the second.
 * `--users N`, `--latency MS`.
 */
export async function run(args: string[]): Promise<Figure[]> {
  const { users, latency: latencyMs } = numbers(args, {
    users: { default: 1_000, min: 1, max: 10_000 },
    latency,
  });
  return withWorkingFleet({ routers: 1, users, latencyMs, online: true }, measure);
}

async function measure(fleet: BenchFleet): Promise<Figure[]> {
  const router = onlyRouter(fleet);
  const { userIds } = router;
  const endsAt = nextEnd();
  console.log(`• Everybody's time ends at ${endsAt.toISOString()}…`);
  await fleet.db
    .update(schema.users)
    .set({ paidUntil: endsAt })
    .where(inArray(schema.users.id, userIds));
  const last = await untilVerified(fleet.db, userIds, { generation: 2 });
  const { disabled, sessions } = await standing(router);
  if (disabled < userIds.length || sessions.length > 0)
    throw new Error(`${disabled} are disabled and ${sessions.length} online: not all is done`);
  return [
    { metric: "verified_s", value: secondsBetween(endsAt, last), unit: "s" },
    ...(await wireFigures(router)),
  ];
}

/** A moment behind the next tick, which looks ahead for it as it does in life. */
const nextEnd = (): Date =>
  new Date(Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS + AFTER_THE_TICK_MS);
