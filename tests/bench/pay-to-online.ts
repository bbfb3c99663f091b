import { parseArgs } from "node:util";
import { inArray } from "drizzle-orm";
import { type Context, createContext } from "@/lib/context";
import { closeDb, type Db, getDb, schema } from "@/lib/db";
import { requestStkPayment } from "@/services/payments";
import { buildApp, startProduct } from "@/tests/support/product";
import { adoptProductSettings } from "@/tests/support/product-settings";
import { waitFor } from "@/tests/support/wait-for";
import { createLapsedUsers, type Payer } from "./lapsed-users";
import { type Figure, percentiles } from "./report";

type Restoration = typeof schema.restorations.$inferSelect;

const { restorations } = schema;
const WAIT_MS = 180_000;

/**
 * Customers whose package has run out pay by STK push: first one after another, then all at once. Real app, job
 * server, Postgres; simulated routers, phones (the PIN is entered at once) and Daraja.
 */
export async function run(args: string[]): Promise<Figure[]> {
  const { values } = parseArgs({ args, options: { payments: { type: "string", default: "20" } } });
  const count = Number(values.payments);
  if (!Number.isInteger(count) || count < 1 || count > 500)
    throw new Error("--payments takes a number from 1 to 500");
  await buildApp();
  const product = await startProduct();
  try {
    adoptProductSettings(product);
    const db = getDb();
    await fetch(`http://127.0.0.1:${product.ports.daraja}/_sim/mode`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ mode: "auto", autoDelayMs: 0 }),
    });
    console.log(`• Making ${count * 2} customers whose package has run out…`);
    const payers = await createLapsedUsers(db, count * 2);
    console.log(`• ${count} payments, one after another…`);
    const single = await oneAfterAnother(db, payers.slice(0, count));
    console.log(`• ${count} payments at once…`);
    const burst = await allAtOnce(db, payers.slice(count));
    return [...stageFigures(single), ...burstFigures(burst)];
  } finally {
    await closeDb();
    await product.stop();
  }
}

const press = ({ customerId, userId, phone }: Payer, db: Db) => {
  const ctx: Context = createContext({ kind: "customer", id: customerId }, { db });
  return requestStkPayment(ctx, { customerId, userId, phone });
};

const read = (db: Db, attemptIds: string[]): Promise<Restoration[]> =>
  db.select().from(restorations).where(inArray(restorations.attemptId, attemptIds));

async function oneAfterAnother(db: Db, payers: Payer[]): Promise<Restoration[]> {
  const ids: string[] = [];
  for (const payer of payers) {
    const { attemptId } = await press(payer, db);
    await waitFor(
      "the customer to be online",
      () => read(db, [attemptId]),
      ([row]) => Boolean(row?.onlineAt),
      WAIT_MS,
    );
    ids.push(attemptId);
  }
  return read(db, ids);
}

async function allAtOnce(
  db: Db,
  payers: Payer[],
): Promise<{ rows: Restoration[]; startedAt: number }> {
  const startedAt = Date.now();
  const attempts = await Promise.all(payers.map((payer) => press(payer, db)));
  const ids = attempts.map(({ attemptId }) => attemptId);
  const done = (rows: Restoration[]) =>
    rows.length === ids.length && rows.every((row) => row.verifiedAt);
  const rows = await waitFor("every access to be verified", () => read(db, ids), done, WAIT_MS);
  return { rows, startedAt };
}

type Stage =
  | "requestedAt"
  | "promptedAt"
  | "callbackAt"
  | "committedAt"
  | "eventAt"
  | "appliedAt"
  | "verifiedAt"
  | "onlineAt";

function between(rows: Restoration[], from: Stage, to: Stage): number[] {
  return rows.flatMap((row) => {
    const [start, end] = [row[from], row[to]];
    return start && end ? [end.getTime() - start.getTime()] : [];
  });
}

const stageFigures = (rows: Restoration[]): Figure[] => [
  ...percentiles("callback_to_verified", between(rows, "callbackAt", "verifiedAt")),
  ...percentiles("callback_to_online", between(rows, "callbackAt", "onlineAt")),
  ...percentiles("requested_to_prompted", between(rows, "requestedAt", "promptedAt")),
  ...percentiles("callback_to_committed", between(rows, "callbackAt", "committedAt")),
  ...percentiles("committed_to_event", between(rows, "committedAt", "eventAt")),
  ...percentiles("event_to_applied", between(rows, "eventAt", "appliedAt")),
  ...percentiles("applied_to_verified", between(rows, "appliedAt", "verifiedAt")),
  ...percentiles("verified_to_online", between(rows, "verifiedAt", "onlineAt")),
];

function burstFigures({ rows, startedAt }: { rows: Restoration[]; startedAt: number }): Figure[] {
  const last = Math.max(...rows.map((row) => row.verifiedAt?.getTime() ?? 0));
  return [
    {
      metric: "burst_last_verified_s",
      value: Number(((last - startedAt) / 1000).toFixed(2)),
      unit: "s",
    },
    ...percentiles("burst_callback_to_verified", between(rows, "callbackAt", "verifiedAt")),
  ];
}
