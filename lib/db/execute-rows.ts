import type { SQL } from "drizzle-orm";
import { z } from "zod";
import type { Db, Tx } from "./connect";

/** Runs hand-written SQL and parses its rows. Numbers beyond int4 and instants come as text: coerce them. */
export async function executeRows<T>(handle: Db | Tx, query: SQL, row: z.ZodType<T>): Promise<T[]> {
  return z.object({ rows: z.array(row) }).parse(await handle.execute(query)).rows;
}
