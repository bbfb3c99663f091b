import { closeAllRouters, type RouterPort, withRouter } from "@/lib/routeros";
import { tables } from "@/lib/routeros/tables";
import { pollRouter } from "@/services/routers";
import { routerAddress } from "@/services/sync";
import { onlyRouter, withFleet } from "./fleet/measured";
import { latency, numbers } from "./fleet/options";
import type { BenchFleet } from "./fleet/world";
import type { Figure } from "./report";

const ROUNDS = 7;

/**
 * The minute's poll of a router on which everybody is online and nothing changes (health, sessions, who came and went)
 * beside a bare print of the sessions by the same client, in turns. `--users N`, `--latency MS`.
 */
export async function run(args: string[]): Promise<Figure[]> {
  const options = numbers(args, { users: { default: 10_000, min: 1, max: 100_000 }, latency });
  const shape = { routers: 1, users: options.users, latencyMs: options.latency, online: true };
  return withFleet(shape, measure);
}

async function measure(fleet: BenchFleet): Promise<Figure[]> {
  const { routerId } = onlyRouter(fleet);
  const router = await fleet.db.query.routers.findFirst({
    where: (r, { eq }) => eq(r.id, routerId),
  });
  if (!router) throw new Error("no router");
  const { path, proplist } = tables.session;
  const print = () =>
    withRouter(routerAddress(router), { lane: "bulk" }, (port: RouterPort) =>
      port.print(path, { proplist }),
    );
  const poll = async () => {
    const { reachability } = await pollRouter(fleet.job, { routerId });
    if (reachability !== "up") throw new Error("the router did not answer");
  };
  await print();
  await poll();
  await poll();
  const rounds: { print: number; poll: number }[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push({ print: await timed(print), poll: await timed(poll) });
  await closeAllRouters();
  const ratios = rounds.map((each) => each.poll / each.print);
  return [
    { metric: "ratio_vs_bare_print", value: Number(median(ratios).toFixed(2)), unit: "" },
    { metric: "bare_print_ms", value: best(rounds.map((each) => each.print)), unit: "ms" },
    { metric: "poll_ms", value: best(rounds.map((each) => each.poll)), unit: "ms" },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const best = (values: number[]) => Math.round(Math.min(...values));
