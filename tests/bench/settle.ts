import { parseArgs } from "node:util";
import { afterCommitWork } from "@/lib/context";
import { type Connection, connect } from "@/lib/db";
import { settle } from "@/services/payments";
import { statementsDuring, statementsOf } from "@/tests/integration/money/count-statements";
import { applyTestEnv } from "@/tests/support/test-env";
import { withDurablePostgres } from "./durable-postgres";
import type { Figure } from "./report";
import { measureCallbackRoute } from "./settle/callback-route";
import { perSecond } from "./settle/measure";
import { createPlainTables, plainTransaction } from "./settle/plain-transactions";
import { rowsOnlyPerSecond } from "./settle/rows-only";
import { type BenchWorld, createBenchWorld, lapseAndPress } from "./settle/world";

const CONNECTIONS = [1, 8, 32];
const ROUNDS = 3;
/** Where the rows alone are measured too. */
const FLOOR_AT = 8;

/**
 * Settlements per second inside the verb and through the callback route of the running product, and how soon a callback
 * is acknowledged. `--customers N` for the verb; `--verb-only` and `--route-only` for one of the two.
 */
export async function run(args: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: "string", default: "400" },
      "verb-only": { type: "boolean", default: false },
      "route-only": { type: "boolean", default: false },
    },
  });
  const customers = Number(values.customers);
  if (!Number.isInteger(customers) || customers < 10 || customers > 5000)
    throw new Error("--customers takes a number from 10 to 5000");
  // The product first: settings are read once in a process, and it is the one that is particular about them.
  const byRoute = values["verb-only"] ? [] : await measureCallbackRoute();
  const inVerb = values["route-only"] ? [] : await measureVerb(customers);
  return [...inVerb, ...byRoute];
}

/**
 * Inside the verb, with 1, 8 and 32 connections, each in turns with a plain transaction of four statements on the same
 * pool: a durable Postgres (fsync and synchronous_commit on) on this machine.
 */
function measureVerb(customers: number): Promise<Figure[]> {
  return withDurablePostgres(({ url }) => {
    applyTestEnv(url);
    return withPool(url, 10, async ({ db }) => {
      console.log(`• Making ${customers} customers…`);
      const world = await createBenchWorld(db, customers);
      const statements = await statementsAlone(world);
      await createPlainTables(db);
      const figures = [{ metric: "statements_per_settlement", value: statements, unit: "" }];
      for (const connections of CONNECTIONS)
        figures.push(...(await compare(world, url, connections)));
      return figures;
    });
  });
}

/** The common case: everything a payment can do. `begin` and `commit` are counted. */
async function statementsAlone(world: BenchWorld): Promise<number> {
  const [first] = await lapseAndPress(world);
  if (!first) throw new Error("no callback");
  return (await statementsOf("payments", () => settle(world.job, first))).length;
}

/** In turns, so that both meet the same noise; the medians are reported. */
async function compare(world: BenchWorld, url: string, connections: number): Promise<Figure[]> {
  return withPool(url, connections, async ({ db }) => {
    const plain = await plainTransaction(db);
    const ctx = { ...world.job, db };
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const callbacks = await lapseAndPress(world);
      const jobs = callbacks.map((callback) => async () => {
        const { outcome } = await settle(ctx, callback);
        if (outcome !== "credited") throw new Error(`a settlement ended as ${outcome}`);
      });
      const plainRate = await perSecond(
        Array.from({ length: jobs.length * 2 }, () => plain),
        connections,
      );
      let settleRate = 0;
      const sent = await statementsDuring(async () => {
        settleRate = await perSecond(jobs, connections);
        await afterCommitWork();
      });
      const statements = sent.length / jobs.length;
      const rowsOnly = connections === FLOOR_AT ? await rowsOnlyPerSecond(world, db) : 0;
      rounds.push({ settle: settleRate, plain: plainRate, statements, rowsOnly });
    }
    return [
      ...figuresOf(connections, rounds),
      ...(connections === FLOOR_AT ? floorOf(connections, rounds) : []),
    ];
  });
}

interface Round {
  settle: number;
  plain: number;
  /** Per settlement, in company, with what follows the commit. */
  statements: number;
  rowsOnly: number;
}

/** How much of the gap is the rows themselves. */
const floorOf = (connections: number, rounds: Round[]): Figure[] => [
  {
    metric: `rows_only_per_second_${connections}`,
    value: Math.round(median(rounds.map(({ rowsOnly }) => rowsOnly))),
    unit: "1/s",
  },
  {
    metric: `ratio_rows_only_vs_plain_tx_${connections}`,
    value: Number(median(rounds.map(({ rowsOnly, plain }) => rowsOnly / plain)).toFixed(3)),
    unit: "",
  },
];

function figuresOf(connections: number, rounds: Round[]): Figure[] {
  const rate = (name: keyof Round) => median(rounds.map((round) => round[name]));
  return [
    { metric: `verb_per_second_${connections}`, value: Math.round(rate("settle")), unit: "1/s" },
    { metric: `plain_tx_per_second_${connections}`, value: Math.round(rate("plain")), unit: "1/s" },
    {
      metric: `statements_per_settlement_${connections}`,
      value: Number(rate("statements").toFixed(1)),
      unit: "",
    },
    {
      metric: `ratio_vs_plain_tx_${connections}`,
      value: Number(median(rounds.map(({ settle, plain }) => settle / plain)).toFixed(3)),
      unit: "",
    },
  ];
}

async function withPool<T>(
  url: string,
  maxConnections: number,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = connect(url, { maxConnections, namedStatements: true });
  try {
    return await work(connection);
  } finally {
    await afterCommitWork();
    await connection.close();
  }
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
