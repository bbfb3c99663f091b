import { inngestClient } from "@/lib/events";
import { withWorkingFleet } from "./fleet/measured";
import { latency, numbers } from "./fleet/options";
import { standing } from "./fleet/settled";
import { secondsBetween, untilReconciled, untilVerified } from "./fleet/verified";
import type { BenchFleet, BenchRouter } from "./fleet/world";
import type { Figure } from "./report";

const ROUNDS = 3;
/** Users of each router whom somebody has put out of order. */
const DRIFTED = 20;

/**
 * A whole fleet is compared and put right at once: with all routers well, and again with some that take connections and
 * never answer. How much later the healthy ones are done because of those: the mean of three rounds each, after one to
 * warm up. At the end of a round the routers themselves are asked whether all is right. Real job server and functions;
 * nobody is online, and the simulators have a process of their own but share the machine's processors, so compare the
 * ratio and not the seconds. `--routers R --users N` (on each), `--hung H`, `--latency MS`.
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
  console.log(`• Everything well, once to warm up and ${ROUNDS} times measured…`);
  await healAll(fleet, fleet.routers, fleet.routers);
  const well = await rounds(() => healAll(fleet, fleet.routers, healthy));
  console.log(`• ${hung} routers hang…`);
  await Promise.all(sick.map(({ simulated }) => simulated.fault({ kind: "hang" })));
  const beside = await rounds(() => healAll(fleet, fleet.routers, healthy));
  const connections = await Promise.all(
    healthy.map(async ({ simulated }) => {
      const { opened, peakOpen } = await simulated.counters();
      return Math.max(opened, peakOpen);
    }),
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

interface Times {
  mean: number;
  last: number;
}

/** One round says little on a machine that others use too. */
async function rounds(once: () => Promise<Times>): Promise<Times> {
  const times: Times[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await once());
  return { mean: average(times.map(({ mean }) => mean)), last: average(times.map((t) => t.last)) };
}

const average = (values: number[]) =>
  Number((values.reduce((sum, each) => sum + each, 0) / values.length).toFixed(2));

const ratio = (a: number, b: number) => Number((a / b).toFixed(2));

/** Asks for a comparison of all routers, and waits until those that are awaited have everybody right. */
async function healAll(
  fleet: BenchFleet,
  routers: readonly BenchRouter[],
  awaited: readonly BenchRouter[],
): Promise<Times> {
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
  await Promise.all(awaited.map(assertHealed));
  return { mean: average(times), last: Math.max(...times) };
}

/** A figure counts only when the routers say the same as our database. */
async function assertHealed(router: BenchRouter): Promise<void> {
  const { disabled } = await standing(router);
  if (disabled > 0) throw new Error(`${disabled} secrets of a router are not right again`);
}

async function meddle({ simulated }: BenchRouter): Promise<void> {
  const secrets = (await simulated.rows("/ppp/secret")).slice(0, DRIFTED);
  for (const row of secrets)
    await simulated.setRow("/ppp/secret", String(row[".id"]), { disabled: "yes" });
}
