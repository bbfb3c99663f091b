import { expect } from "vitest";
import type { Db } from "@/lib/db";
import { checkInvariants } from "@/services/ledger";

/** Every promise of the books is kept; on failure the broken one and its rows are shown. */
export async function expectBooksInOrder(db: Db, options: { now?: Date } = {}): Promise<void> {
  expect(await checkInvariants(db, options)).toEqual([]);
}
