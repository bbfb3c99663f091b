import { spawnSync } from "node:child_process";
import { closeAllRouters } from "@/lib/routeros";
import { onlyRouter, withFleet } from "./fleet/measured";
import { latency, numbers } from "./fleet/options";
import type { ReconcileFigures } from "./fleet/reconcile-child";
import type { BenchFleet } from "./fleet/world";
import type { Figure } from "./report";

const GROWTH = [1_000, 10_000, 50_000];

/**
 * A whole pass over a router without drift (database, prints, comparison, bookkeeping) beside a bare print of the same
 * tables by the same client, in turns; what it writes; its memory. `--users N`, `--latency MS`, `--growth` for 1k, 10k
 * and 50k users.
 */
export async function run(args: string[]): Promise<Figure[]> {
  const options = numbers(args, { users: { default: 10_000, min: 1, max: 100_000 }, latency }, [
    "growth",
  ]);
  if (!options.flags.has("growth")) return figuresOf(await measure(options.users, options.latency));
  return GROWTH.flatMap((users) => inBenchOfItsOwn(users, options.latency));
}

/** Each size with a database, and a process, that has seen no other. */
function inBenchOfItsOwn(users: number, latencyMs: number): Figure[] {
  const options = ["--users", String(users), "--latency", String(latencyMs)];
  const args = ["--import", "tsx", "tests/bench/main.ts", "reconcile", ...options];
  const { stdout, status } = spawnSync(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the benchmark of ${users} users ended with ${status}`);
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return lines
    .map((line) => JSON.parse(line) as Figure)
    .map(({ metric, value, unit }) => ({ metric: `${metric}_${users / 1000}k`, value, unit }));
}

const measure = (users: number, latencyMs: number): Promise<Measured> =>
  withFleet({ routers: 1, users, latencyMs, online: true }, measureOn);

type Measured = ReconcileFigures & { writes: number; connections: number };

async function measureOn(fleet: BenchFleet): Promise<Measured> {
  const { routerId, simulated } = onlyRouter(fleet);
  await closeAllRouters();
  await simulated.resetLog();
  const figures = inOwnProcess(routerId);
  const { writes, opened } = await simulated.counters();
  return { ...figures, writes: writes + figures.rowsWritten, connections: opened };
}

/** A fresh process: its memory is that of reconciling, and not of what made the router. */
function inOwnProcess(routerId: string): ReconcileFigures {
  const args = ["--expose-gc", "--import", "tsx", "tests/bench/fleet/reconcile-child.ts", routerId];
  const { stdout, status } = spawnSync(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the measuring process ended with ${status}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as ReconcileFigures;
}

const figuresOf = (found: Measured): Figure[] => [
  { metric: "ratio_vs_bare_print", value: found.ratio, unit: "" },
  { metric: "ratio_of_first_pass", value: found.firstRatio, unit: "" },
  { metric: "bare_print_ms", value: found.printMs, unit: "ms" },
  { metric: "reconcile_ms", value: found.reconcileMs, unit: "ms" },
  { metric: "first_reconcile_ms", value: found.firstMs, unit: "ms" },
  { metric: "ratio_of_first_pass_cpu", value: found.firstCpuRatio, unit: "" },
  { metric: "first_pass_longest_wait_ms", value: found.firstBlockMs, unit: "ms" },
  { metric: "writes", value: found.writes, unit: "" },
  { metric: "connections", value: found.connections, unit: "" },
  { metric: "bare_print_peak_mb", value: found.printPeakMb, unit: "MB" },
  { metric: "peak_memory_mb", value: found.peakMb, unit: "MB" },
];
