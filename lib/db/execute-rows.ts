import type { SQL } from "drizzle-orm";
import { z } from "zod";
import type { Db, Tx } from "./connect";

// Objects are compiled when they first parse: one for each call would cost more than its rows.
const Result = z.object({ rows: z.array(z.unknown()) });

/** Runs hand-written SQL and parses its rows. Numbers beyond int4 and instants come as text: coerce them. */
export async function executeRows<T>(handle: Db | Tx, query: SQL, row: z.ZodType<T>): Promise<T[]> {
  const { rows } = Result.parse(await handle.execute(query));
  return z.array(row).parse(rows);
}
