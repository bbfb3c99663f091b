import { type Cents, parseAmount } from "../money";
import { parseStamp } from "../time";
import { type Party, splitParty } from "./party";
import { plainText } from "./plain-text";
import { parseReceipt } from "./receipt";
import type { StatementColumns } from "./statement-header";

/** One line of an organisation statement. */
export interface StatementRow {
  line: number;
  receipt: string;
  completedAt: Date;
  /** As M-Pesa writes it. Money moved only when `completed`. */
  status: string;
  completed: boolean;
  direction: "in" | "out";
  /** Positive, whichever the direction. */
  amountCents: Cents;
  /** After this row; undefined when the file does not say. */
  balanceCents: number | undefined;
  details: string;
  /** "Pay Bill Online", "Pay Bill Reversal", "Business Payment to Customer" … */
  reasonType: string;
  otherParty: Party | undefined;
  /** A reversal's: the receipt of what it takes back. */
  linkedReceipt: string | undefined;
  /** The account number as typed; empty for a till. */
  accountReference: string;
}

/** Reads one row, or says in a sentence why it cannot be. */
export function readStatementRow(
  cells: string[],
  columns: StatementColumns,
  line: number,
): StatementRow | string {
  const cell = (name: keyof StatementColumns) => cells[Number(columns[name])] ?? "";
  const receipt = parseReceipt(cell("receipt"));
  if (!receipt)
    return `${quoted(cell("receipt"))} is not an M-Pesa receipt (10 letters and digits).`;
  const completedAt = parseCompletion(cell("completedAt"));
  if (!completedAt)
    return `${quoted(cell("completedAt"))} is not a completion time such as 01-06-2026 09:30:41. Upload the file as the portal gives it: spreadsheet programs change its dates.`;
  const money = readMoney(cell("paidIn"), cell("withdrawn"));
  if (typeof money === "string") return money;
  const status = plainText(cell("status"), 40);
  if (status === "") return "the transaction status is missing.";
  return {
    line,
    receipt,
    completedAt,
    status,
    completed: /^completed$/i.test(status),
    ...money,
    balanceCents: parseBalance(cell("balance")),
    details: plainText(cell("details"), 300),
    reasonType: plainText(cell("reasonType"), 100),
    otherParty: splitParty(plainText(cell("otherParty"), 150)),
    linkedReceipt: parseReceipt(cell("linkedReceipt")),
    accountReference: plainText(cell("accountReference"), 40),
  };
}

type Money = Pick<StatementRow, "direction" | "amountCents">;

function readMoney(paidIn: string, withdrawn: string): Money | string {
  const isGiven = (text: string) => text !== "" && !/^-?0+(\.0+)?$/.test(text);
  if (isGiven(paidIn) && isGiven(withdrawn)) return "both Paid In and Withdrawn hold an amount.";
  const text = isGiven(paidIn) ? paidIn : withdrawn;
  if (!isGiven(text)) return "neither Paid In nor Withdrawn holds an amount.";
  const direction = isGiven(paidIn) ? "in" : "out";
  // Withdrawals stand there with a minus in some exports, without in others.
  const amountCents = parseAmount(
    withoutCommas(direction === "out" ? text.replace(/^-/, "") : text),
  );
  return amountCents === undefined
    ? `${quoted(text)} is not an amount of money.`
    : { direction, amountCents };
}

/** "1,500.00" without its commas; text whose commas stand elsewhere stays as it is, and is refused later. */
const withoutCommas = (text: string) =>
  /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(",", "") : text;

function parseBalance(text: string): number | undefined {
  const [, minus, digits = ""] = /^(-?)(.*)$/.exec(text) ?? [];
  if (/^0+(\.0+)?$/.test(digits)) return 0;
  const cents = parseAmount(withoutCommas(digits));
  if (cents === undefined) return undefined;
  return minus ? -cents : cents;
}

/**
 * 01-06-2026 09:30:41 or 2026-06-01 09:30:41, East Africa Time, seconds or none; never with slashes, which may be
 * month first.
 */
function parseCompletion(text: string): Date | undefined {
  const m = /^(?:(\d\d)-(\d\d)-(\d{4})|(\d{4})-(\d\d)-(\d\d))[ T](\d\d):(\d\d)(?::(\d\d))?$/.exec(
    text,
  );
  if (!m) return undefined;
  const date = m[1] ? `${m[3]}${m[2]}${m[1]}` : `${m[4]}${m[5]}${m[6]}`;
  return parseStamp(`${date}${m[7]}${m[8]}${m[9] ?? "00"}`);
}

const quoted = (text: string) => (text === "" ? "An empty cell" : `"${plainText(text, 40)}"`);
