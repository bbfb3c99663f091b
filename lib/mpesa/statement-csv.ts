import { findHeader, type StatementColumns } from "./statement-header";
import { splitLine } from "./statement-line";
import { readStatementRow, type StatementRow } from "./statement-row";

export interface StatementProblem {
  /** Counted from 1, as an editor shows it. */
  line: number;
  /** For staff; names the line. */
  sentence: string;
}

export interface ParsedStatement {
  /** The Paybill or till that the file says it is of; undefined when it does not say. */
  shortcode: string | undefined;
  /** In the file's order. Charges have rows of their own under their payment's receipt. */
  rows: StatementRow[];
  problems: StatementProblem[];
}

const MAX_CHARS = 30_000_000;

/**
 * Reads an organisation statement as the M-Pesa portal exports it (CSV). Every line that cannot be read becomes
 * a problem with its number. Never throws. Lines are read one by one, so that a stray quotation mark costs its
 * own line and no other: the portal never breaks a row.
 */
export function parseStatementCsv(text: string): ParsedStatement {
  const refusal = refuseWhole(text);
  if (refusal) return nothing(1, refusal);
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const header = findHeader(lines);
  if ("problem" in header) return nothing(header.line, header.problem);
  const found: ParsedStatement = { shortcode: header.shortcode, rows: [], problems: [] };
  for (let index = header.line; index < lines.length; index += 1)
    readLine(found, header.columns, lines[index] ?? "", index + 1);
  if (found.rows.length === 0 && found.problems.length === 0)
    addProblem(found, header.line, "there are no transactions below the headings.");
  return found;
}

function readLine(found: ParsedStatement, columns: StatementColumns, text: string, line: number) {
  const read = splitLine(text, columns.delimiter);
  if ("broken" in read) return addProblem(found, line, read.broken);
  if (read.cells.every((cell) => cell === "")) return;
  const row = readStatementRow(read.cells, columns, line);
  if (typeof row === "string") addProblem(found, line, row);
  else found.rows.push(row);
}

function refuseWhole(text: string): string | undefined {
  if (/^(PK|\u00D0\u00CF|\uFFFD)/.test(text) || text.slice(0, 1_000).includes("\0"))
    return "this is not a CSV file. Choose CSV, not Excel, when you export from the M-Pesa portal.";
  if (text.trim() === "") return "the file is empty.";
  if (text.length > MAX_CHARS) return "the file is too large. Export a shorter time.";
  return undefined;
}

function nothing(line: number, sentence: string): ParsedStatement {
  const found: ParsedStatement = { shortcode: undefined, rows: [], problems: [] };
  addProblem(found, line, sentence);
  return found;
}

const addProblem = (found: ParsedStatement, line: number, sentence: string) => {
  found.problems.push({ line, sentence: `Line ${line}: ${sentence}` });
};
