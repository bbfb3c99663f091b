import { getTableColumns, getTableName, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";

/**
 * An insert whose text is the same for any number of rows, so that Postgres plans it once: they travel as one JSON
 * parameter. `names` are the columns that every row gives, by their names in the schema; the others take their default.
 */
export function insertRows(table: PgTable, names: readonly string[], rows: readonly object[]): SQL {
  const list = columnList(table, names);
  return sql`insert into ${table} (${list}) select ${list} from ${rowsOf(table, names, rows)} r`;
}

/** The rows as a relation of the table's own type. */
export function rowsOf(table: PgTable, names: readonly string[], rows: readonly object[]): SQL {
  const named = names.map((name) => [name, columnOf(table, name)] as const);
  const objects = rows.map((row) => {
    const given: Record<string, unknown> = {};
    for (const [name, column] of named) given[column] = (row as Record<string, unknown>)[name];
    return given;
  });
  const json = JSON.stringify(objects);
  return sql`(select * from json_populate_recordset(null::${table}, ${json}::json) ${limitFor(rows.length)})`;
}

/**
 * Tells the planner about how many rows come out of JSON: it takes a hundred for granted, and would read whole tables
 * for one. In powers of two, so that there are few texts to plan.
 */
export const limitFor = (rows: number): SQL =>
  sql.raw(`limit ${2 ** Math.ceil(Math.log2(Math.max(1, rows)))}`);

/** The columns' own names, to stand in a statement. */
export const columnList = (table: PgTable, names: readonly string[]): SQL =>
  sql.raw(names.map((name) => `"${columnOf(table, name)}"`).join(", "));

function columnOf(table: PgTable, name: string): string {
  const column = getTableColumns(table)[name];
  if (!column) throw new Error(`${getTableName(table)} has no column ${name}`);
  return column.name;
}
