import { splitLine } from "./statement-line";

/** The portal's headings, as compared: lower case, letters only. */
const NAMES = {
  receipt: "receiptno",
  completedAt: "completiontime",
  details: "details",
  status: "transactionstatus",
  paidIn: "paidin",
  withdrawn: "withdrawn",
  balance: "balance",
  reasonType: "reasontype",
  otherParty: "otherpartyinfo",
  linkedReceipt: "linkedtransactionid",
  accountReference: "acno",
} as const;
const REQUIRED = {
  completedAt: "Completion Time",
  status: "Transaction Status",
  paidIn: "Paid In",
  withdrawn: "Withdrawn",
} as const;
const DELIMITERS = [",", ";", "\t"];
/** The portal writes some lines about the account above the headings. */
const HEADER_WITHIN_LINES = 60;

/** Where each column stands; -1 when the file has it not. */
export type StatementColumns = Record<keyof typeof NAMES, number> & { delimiter: string };

type Header =
  /** `line` counts from 1. */
  | { line: number; columns: StatementColumns; shortcode: string | undefined }
  | { line: number; problem: string };

/** Finds the line of headings, whatever stands above it and in whatever order the columns are. */
export function findHeader(lines: string[]): Header {
  for (const [index, text] of lines.slice(0, HEADER_WITHIN_LINES).entries()) {
    const columns = readColumns(text);
    if (!columns) continue;
    const missing = Object.entries(REQUIRED).filter(
      ([key]) => columns[key as keyof typeof REQUIRED] < 0,
    );
    if (missing.length > 0)
      return {
        line: index + 1,
        problem: `the column ${missing.map(([, name]) => `"${name}"`).join(", ")} is missing.`,
      };
    const shortcode = findShortcode(lines.slice(0, index), columns.delimiter);
    return { line: index + 1, columns, shortcode };
  }
  const problem =
    'there is no line of headings with "Receipt No.". Upload the organisation statement as the M-Pesa portal exports it.';
  return { line: 1, problem };
}

function readColumns(text: string): StatementColumns | undefined {
  for (const delimiter of DELIMITERS) {
    const read = splitLine(text, delimiter);
    const headings = "cells" in read ? read.cells.map(comparable) : [];
    if (headings.length < 2 || !headings.includes(NAMES.receipt)) continue;
    const places = Object.entries(NAMES).map(([key, name]) => [key, headings.indexOf(name)]);
    return { ...Object.fromEntries(places), delimiter };
  }
  return undefined;
}

function findShortcode(preamble: string[], delimiter: string): string | undefined {
  for (const text of preamble) {
    const read = splitLine(text, delimiter);
    const [label = "", ...values] = "cells" in read ? read.cells : [];
    const shortcode = [label.split(":")[1] ?? "", ...values]
      .map((value) => value.trim())
      .find((value) => /^\d{5,7}$/.test(value));
    if (/short ?code|paybill|till/i.test(label) && shortcode) return shortcode;
  }
  return undefined;
}

const comparable = (heading: string) => heading.toLowerCase().replace(/[^a-z]/g, "");
