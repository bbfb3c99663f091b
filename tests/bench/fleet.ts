import { inngestClient } from "@/lib/events";
import { withWorkingFleet } from "./fleet/measured";
import { latency, numbers } from "./fleet/options";
import { secondsBetween, untilReconciled, untilVerified } from "./fleet/verified";
import type { BenchFleet, BenchRouter } from "./fleet/world";
import type { Figure } from "./report";

/** Users of each router whom somebody has put out of order. */
const DRIFTED = 20;

/**
 * A whole fleet is compared and put right at once: with all routers well, and again with some that take connections and
 * never answer. How much later the healthy ones are done because of those. Real job server and functions. `--routers R
 * --users N` (on each), `--hung H`, `--latency MS`.
 */
export async function run(args: string[]): Promise<Figure[]> {
  const options = numbers(args, {
    routers: { default: 50, min: 2, max: 100 },
    users: { default: 1_000, min: 1, max: 2_000 },
    hung: { default: 5, min: 0, max: 50 },
    latency,
  });
  if (options.hung >= options.routers) throw new Error("--hung leaves no healthy router");
  const { routers, users, hung } = options;
  const shape = { routers, users, latencyMs: options.latency, online: false };
  return withWorkingFleet(shape, (fleet) => measure(fleet, hung));
}

async function measure(fleet: BenchFleet, hung: number): Promise<Figure[]> {
  const sick = fleet.routers.slice(0, hung);
  const healthy = fleet.routers.slice(hung);
  console.log("• Everything well, once to warm up and once measured…");
  await healAll(fleet, fleet.routers, fleet.routers);
  const well = await healAll(fleet, fleet.routers, healthy);
  console.log(`• ${hung} routers hang…`);
  await Promise.all(sick.map(({ simulated }) => simulated.fault({ kind: "hang" })));
  const beside = await healAll(fleet, fleet.routers, healthy);
  const connections = await Promise.all(
    healthy.map(async ({ simulated }) => (await simulated.counters()).opened),
  );
  await Promise.all(sick.map(({ simulated }) => simulated.clearFaults()));
  return [
    { metric: "healthy_slowdown_ratio", value: ratio(beside.mean, well.mean), unit: "" },
    { metric: "last_healthy_slowdown_ratio", value: ratio(beside.last, well.last), unit: "" },
    { metric: "healthy_mean_s", value: well.mean, unit: "s" },
    { metric: "healthy_mean_beside_hung_s", value: beside.mean, unit: "s" },
    { metric: "healthy_last_s", value: well.last, unit: "s" },
    { metric: "healthy_last_beside_hung_s", value: beside.last, unit: "s" },
    { metric: "connections_per_router", value: Math.max(...connections), unit: "" },
  ];
}

const ratio = (a: number, b: number) => Number((a / b).toFixed(2));

/** Asks for a comparison of all routers, and waits until those that are awaited have everybody right. */
async function healAll(
  fleet: BenchFleet,
  routers: readonly BenchRouter[],
  awaited: readonly BenchRouter[],
): Promise<{ mean: number; last: number }> {
  await Promise.all(awaited.map(meddle));
  const startedAt = new Date();
  await inngestClient().send(
    routers.map(({ routerId }) => ({
      name: "network/router.reconcile.requested",
      data: { routerId },
    })),
  );
  const times = await Promise.all(
    awaited.map(async ({ routerId, userIds }) => {
      await untilReconciled(fleet.db, routerId, startedAt);
      const last = await untilVerified(fleet.db, userIds, { generation: 1 });
      return secondsBetween(startedAt, last);
    }),
  );
  const sum = times.reduce((total, each) => total + each, 0);
  return { mean: Number((sum / times.length).toFixed(2)), last: Math.max(...times) };
}

async function meddle({ simulated }: BenchRouter): Promise<void> {
  const secrets = (await simulated.rows("/ppp/secret")).slice(0, DRIFTED);
  for (const row of secrets)
    await simulated.setRow("/ppp/secret", String(row[".id"]), { disabled: "yes" });
}
