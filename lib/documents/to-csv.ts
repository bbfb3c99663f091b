import { stringify } from "csv-stringify/sync";
import type { Cents } from "../money";

/**
 * Rows as CSV for spreadsheets: UTF-8 with a mark so that Excel reads accents, and text that would be a formula there
 * is made harmless.
 */
export function toCsv(headers: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return stringify([headers, ...rows.map((row) => row.map(cellOf))], {
    bom: true,
    record_delimiter: "\r\n",
    escape_formulas: true,
  });
}

export type CsvCell = string | { cents: Cents } | null;

/** Amounts stay numbers: a minus at their start is no formula. */
const cellOf = (cell: CsvCell): string | number => {
  if (cell === null) return "";
  return typeof cell === "string" ? cell : cell.cents / 100;
};
