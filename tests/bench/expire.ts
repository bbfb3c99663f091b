import { inArray } from "drizzle-orm";
import { schema } from "@/lib/db";
import { withBenchDatabase } from "./fleet/database";
import { startJobs } from "./fleet/jobs";
import { latency, numbers } from "./fleet/options";
import { standing, untilSettled } from "./fleet/settled";
import { secondsBetween, untilVerified } from "./fleet/verified";
import { type BenchFleet, createBenchFleet } from "./fleet/world";
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
  return withBenchDatabase(async (database) => {
    console.log(`• Making a router with ${users} users…`);
    const fleet = await createBenchFleet(database, { routers: 1, users, latencyMs, online: true });
    try {
      await untilSettled(fleet);
      return await measure(fleet);
    } finally {
      await fleet.stop();
    }
  });
}

async function measure(fleet: BenchFleet): Promise<Figure[]> {
  const [router] = fleet.routers;
  if (!router) throw new Error("no router");
  const { userIds, simulated } = router;
  const jobs = await startJobs(fleet);
  try {
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
    const { opened, peakOpen, commands, writes } = await simulated.counters();
    return [
      { metric: "verified_s", value: secondsBetween(endsAt, last), unit: "s" },
      { metric: "connections", value: Math.max(opened, peakOpen), unit: "" },
      { metric: "commands", value: commands, unit: "" },
      { metric: "writes", value: writes, unit: "" },
    ];
  } finally {
    await jobs.stop();
  }
}

/** A moment behind the next tick, which looks ahead for it as it does in life. */
const nextEnd = (): Date =>
  new Date(Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS + AFTER_THE_TICK_MS);
