import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Db, executeRows } from "@/lib/db";

/** Every row of every table, the job server's own included. */
export async function dumpTables(database: Db): Promise<string[]> {
  const tables = await executeRows(
    database,
    sql`select quote_ident(table_schema) || '.' || quote_ident(table_name) as text
        from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    Line,
  );
  const dumps: string[] = [];
  for (const { text } of tables) {
    const rows = await executeRows(
      database,
      sql.raw(`select t::text as text from ${text} t`),
      Line,
    );
    dumps.push(...rows.map((row) => row.text));
  }
  return dumps;
}

const Line = z.object({ text: z.string() });
