import type { PgTable } from "drizzle-orm/pg-core";
import { insertRows } from "../db";
import type { TxContext } from "./context";
import { type SetWrite, writeLater } from "./later";

type Row = Record<string, unknown>;

/** A write for each table and choice of columns, the same each time: by that the rows find together. */
const writes = new Map<PgTable, Map<string, SetWrite<Row>>>();

/** Puts a new row off to the end of the verb, as `writeLater` does: all rows of a table leave in one statement. */
export function insertLater<T extends PgTable>(
  ctx: TxContext,
  table: T,
  row: T["$inferInsert"],
): void {
  writeLater(ctx, writeTo(table, row), row);
}

function writeTo(table: PgTable, row: Row): SetWrite<Row> {
  const ofTable = writes.get(table) ?? new Map<string, SetWrite<Row>>();
  writes.set(table, ofTable);
  const named = Object.keys(row).filter((name) => row[name] !== undefined);
  const write = ofTable.get(named.join()) ?? ((rows) => insertRows(table, named, rows));
  ofTable.set(named.join(), write);
  return write;
}
