import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Db, executeRows, type Tx } from "@/lib/db";
import { billingChecks } from "./invariants/billing-checks";
import { ledgerChecks } from "./invariants/ledger-checks";
import { paymentChecks } from "./invariants/payment-checks";
import { refundChecks } from "./invariants/refund-checks";
import type { InvariantCheck } from "./invariants/types";

export type Invariant = InvariantCheck;
export interface BrokenInvariant {
  id: string;
  promise: string;
  rows: Record<string, unknown>[];
}

const ROWS_SHOWN = 100;

/** Every promise of the books. */
export const INVARIANTS: readonly Invariant[] = [
  ...ledgerChecks,
  ...paymentChecks,
  ...billingChecks,
  ...refundChecks,
];

/** The rows that break one promise, at most `limit`. Reads only; the caller has authorised. */
export const checkInvariant = (
  db: Db | Tx,
  { query }: Invariant,
  { now, limit }: { now: Date; limit: number },
): Promise<Record<string, unknown>[]> =>
  executeRows(
    db,
    sql`select * from (${query({ now })}) as broken limit ${limit}`,
    z.record(z.string(), z.unknown()),
  );

/** Holds every promise of the books against the database; empty when all are kept. Reads only. */
export async function checkInvariants(
  db: Db | Tx,
  options: { now?: Date } = {},
): Promise<BrokenInvariant[]> {
  const now = options.now ?? new Date();
  const broken: BrokenInvariant[] = [];
  for (const invariant of INVARIANTS) {
    const rows = await checkInvariant(db, invariant, { now, limit: ROWS_SHOWN });
    if (rows.length > 0) broken.push({ id: invariant.id, promise: invariant.promise, rows });
  }
  return broken;
}
