import { inngestClient } from "@/lib/events";
import { reconcileRouter } from "@/services/sync";
import { withBenchDatabase } from "./fleet/database";
import { startJobs } from "./fleet/jobs";
import { latency, numbers } from "./fleet/options";
import { untilSettled } from "./fleet/settled";
import { secondsBetween, untilReconciled, untilVerified } from "./fleet/verified";
import { type BenchFleet, type BenchRouter, createBenchFleet } from "./fleet/world";
import type { Figure } from "./report";

/**
 * Somebody's hand on a router: of these users a third each is deleted, disabled and given another profile. From the
 * request to compare the router until everybody is right again and read back; then a second pass finds nothing. Real job
 * server and functions. `--users N --of M`, `--latency MS`.
 */
export async function run(args: string[]): Promise<Figure[]> {
  const options = numbers(args, {
    users: { default: 1_000, min: 1, max: 10_000 },
    of: { default: 10_000, min: 1, max: 50_000 },
    latency,
  });
  if (options.users > options.of) throw new Error("--users cannot be more than --of");
  return withBenchDatabase(async (database) => {
    console.log(`• Making a router with ${options.of} users…`);
    const fleet = await createBenchFleet(database, {
      routers: 1,
      users: options.of,
      latencyMs: options.latency,
      online: true,
    });
    try {
      await untilSettled(fleet);
      return await measure(fleet, options.users);
    } finally {
      await fleet.stop();
    }
  });
}

async function measure(fleet: BenchFleet, count: number): Promise<Figure[]> {
  const [router] = fleet.routers;
  if (!router) throw new Error("no router");
  const { routerId, userIds, simulated } = router;
  const jobs = await startJobs(fleet);
  try {
    console.log(`• Putting ${count} users out of order…`);
    await meddle(router, count);
    await simulated.resetLog();
    const startedAt = new Date();
    await inngestClient().send({
      name: "network/router.reconcile.requested",
      data: { routerId },
    });
    const comparedAt = await untilReconciled(fleet.db, routerId, startedAt);
    const last = await untilVerified(fleet.db, userIds, { generation: 1 });
    const { opened, peakOpen, commands, writes } = await simulated.counters();
    const again = await reconcileRouter(fleet.job, { routerId });
    if (again.outcome !== "compared" || again.drifted > 0)
      throw new Error(`not everybody is right again: ${JSON.stringify(again)}`);
    return [
      { metric: "healed_s", value: secondsBetween(startedAt, last), unit: "s" },
      { metric: "compared_s", value: secondsBetween(startedAt, comparedAt), unit: "s" },
      { metric: "connections", value: Math.max(opened, peakOpen), unit: "" },
      { metric: "commands", value: commands, unit: "" },
      { metric: "writes", value: writes, unit: "" },
    ];
  } finally {
    await jobs.stop();
  }
}

async function meddle({ simulated }: BenchRouter, count: number): Promise<void> {
  const secrets = (await simulated.rows("/ppp/secret")).slice(0, count);
  for (const [n, row] of secrets.entries()) {
    const id = String(row[".id"]);
    if (n % 3 === 0) await simulated.removeRow("/ppp/secret", id);
    else if (n % 3 === 1) await simulated.setRow("/ppp/secret", id, { disabled: "yes" });
    else await simulated.setRow("/ppp/secret", id, { profile: "default" });
  }
}
