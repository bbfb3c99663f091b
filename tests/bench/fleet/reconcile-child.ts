import { monitorEventLoopDelay } from "node:perf_hooks";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { createContext } from "@/lib/context";
import { type Db, executeRows, getDb, schema } from "@/lib/db";
import { closeAllRouters, type RouterPort, withRouter } from "@/lib/routeros";
import { tables } from "@/lib/routeros/tables";
import { serviceKinds } from "@/lib/sync";
import { reconcileRouter, routerAddress } from "@/services/sync";

/*
 * Measures in a process of its own: bare prints first, whose memory and time are the base, then whole passes, each
 * beside another bare print. Prints one line of JSON.
 */

export interface ReconcileFigures {
  ratio: number;
  firstRatio: number;
  printMs: number;
  reconcileMs: number;
  firstMs: number;
  /** What the process took of a processor for the first pass, beside a bare print: the same however busy the machine. */
  firstCpuRatio: number;
  /** The longest that anything else had to wait during the first pass. */
  firstBlockMs: number;
  /** Rows that the database has written but for when the router was looked at. */
  rowsWritten: number;
  printPeakMb: number;
  peakMb: number;
}

const ROUNDS = 7;
const WARM_UP = 3;
const TABLES = ["sync_states", "desired_states", "sync_runs", "outbox", "users", "restorations"];

const [routerId = ""] = process.argv.slice(2);
const db = getDb();
const ctx = createContext({ kind: "job", id: "bench" }, { db });
const [router] = await db.select().from(schema.routers).where(eq(schema.routers.id, routerId));
if (!router) throw new Error("no such router");
const address = routerAddress(router);

const kinds = serviceKinds.pppoe.tables;
const barePrint = () =>
  withRouter(address, { lane: "bulk" }, (port: RouterPort) =>
    Promise.all(kinds.map((kind) => port.print(tables[kind].path, tables[kind]))),
  );

async function reconcile(): Promise<void> {
  const result = await reconcileRouter(ctx, { routerId });
  if (result.outcome !== "compared" || result.drifted > 0)
    throw new Error(`not a pass without drift: ${JSON.stringify(result)}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}
const peakMb = () => Math.round(process.resourceUsage().maxRSS / 1024);

async function rowsWrittenSince(database: Db, transaction: number): Promise<number> {
  const counts = TABLES.map(
    (table) =>
      sql`(select count(*) from ${sql.identifier(table)} where xmin::text::bigint >= ${transaction})`,
  );
  const [row] = await executeRows(
    database,
    sql`select ${sql.join(counts, sql` + `)} as written`,
    z.object({ written: z.coerce.number() }),
  );
  return row?.written ?? Number.NaN;
}

const [mark] = await executeRows(
  db,
  sql`select pg_current_xact_id()::text::bigint as id`,
  z.object({ id: z.coerce.number() }),
);
for (let round = 0; round < WARM_UP; round++) await barePrint();
const printPeakMb = peakMb();
const printCpu = process.cpuUsage();
const firstPrint = await timed(barePrint);
const printUsed = cpuMs(printCpu);
const waits = monitorEventLoopDelay({ resolution: 1 });
waits.enable();
const firstCpu = process.cpuUsage();
const first = { print: firstPrint, reconcile: await timed(reconcile) };
const firstUsed = cpuMs(firstCpu);
waits.disable();
for (let round = 1; round < WARM_UP; round++) await reconcile();
const rounds: { print: number; reconcile: number }[] = [];
for (let round = 0; round < ROUNDS; round++)
  rounds.push({ print: await timed(barePrint), reconcile: await timed(reconcile) });

const figures: ReconcileFigures = {
  ratio: Number(median(rounds.map((each) => each.reconcile / each.print)).toFixed(2)),
  firstRatio: Number((first.reconcile / first.print).toFixed(2)),
  printMs: Math.round(median(rounds.map((each) => each.print))),
  reconcileMs: Math.round(median(rounds.map((each) => each.reconcile))),
  firstMs: Math.round(first.reconcile),
  firstCpuRatio: Number((firstUsed / printUsed).toFixed(2)),
  firstBlockMs: Math.round(waits.max / 1e6),
  rowsWritten: await rowsWrittenSince(db, mark?.id ?? 0),
  printPeakMb,
  peakMb: peakMb(),
};
await closeAllRouters();
console.log(JSON.stringify(figures));
process.exit(0);
