import { z } from "zod";
import { type Db, executeRows, type Tx } from "@/lib/db";
import { billingChecks } from "./invariants/billing-checks";
import { ledgerChecks } from "./invariants/ledger-checks";
import { paymentChecks } from "./invariants/payment-checks";
import { refundChecks } from "./invariants/refund-checks";

export interface BrokenInvariant {
  id: string;
  promise: string;
  rows: Record<string, unknown>[];
}

const CHECKS = [...ledgerChecks, ...paymentChecks, ...billingChecks, ...refundChecks];

/** Holds every promise of the books against the database; empty when all are kept. Reads only. */
export async function checkInvariants(
  db: Db | Tx,
  options: { now?: Date } = {},
): Promise<BrokenInvariant[]> {
  const now = options.now ?? new Date();
  const broken: BrokenInvariant[] = [];
  for (const { id, promise, query } of CHECKS) {
    const rows = await executeRows(db, query({ now }), z.record(z.string(), z.unknown()));
    if (rows.length > 0) broken.push({ id, promise, rows });
  }
  return broken;
}
