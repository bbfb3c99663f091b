import { format } from "date-fns";
import { z } from "zod";
import type { Cents } from "../money";
import { inNairobi, parseStamp } from "../time";
import { classifyError } from "./classify-error";
import type { DarajaClient } from "./client";
import { moneyMoved } from "./money-moved";
import { plainText } from "./plain-text";

const Scalar = z.union([z.string(), z.number()]).transform(String);
const optionalText = Scalar.nullish().transform((value) => plainText(value ?? "", 100));
const Row = z.looseObject({
  transactionId: z.string(),
  trxDate: optionalText,
  msisdn: optionalText,
  sender: optionalText,
  transactiontype: optionalText,
  billreference: optionalText,
  amount: Scalar,
});
const PullReply = z.looseObject({
  ResponseCode: z.coerce.string(),
  Response: z.array(z.array(z.unknown())).nullish(),
});

export interface PulledPayment {
  receipt: string;
  amountCents: Cents;
  paidAt: Date | undefined;
  accountReference: string;
  payerNumber: string | undefined;
  payerName: string | undefined;
}

export interface PulledPage {
  payments: PulledPayment[];
  /** Rows on the page, also those that are no payments to us: the next offset counts them. */
  rowCount: number;
  /** Rows that may be payments and could not be read, as they came. */
  unreadable: unknown[];
}

/** "2026-06-01 08:00:00" in East Africa Time. */
const wallClock = (at: Date) => format(inNairobi(at), "yyyy-MM-dd HH:mm:ss");

/**
 * One page of what the shortcode received between two instants, at most 48 hours back; `offset` counts rows.
 * Throws DarajaError. (Daraja docs)
 */
export async function pullQuery(
  client: DarajaClient,
  window: { from: Date; to: Date; offset: number },
): Promise<PulledPage> {
  const body = await client.post("pull_query", "/pulltransactions/v1/query", {
    ShortCode: client.config.shortcode,
    StartDate: wallClock(window.from),
    EndDate: wallClock(window.to),
    OffSetValue: String(window.offset),
  });
  const reply = PullReply.safeParse(body);
  if (!reply.success) throw classifyError("pull_query", 200, body);
  if (reply.data.ResponseCode === "1001") return { payments: [], rowCount: 0, unreadable: [] };
  if (reply.data.ResponseCode !== "1000") throw classifyError("pull_query", 200, body);
  return readPage((reply.data.Response ?? []).flat());
}

function readPage(rows: unknown[]): PulledPage {
  const read = rows.map(parsePullRow);
  return {
    payments: read.filter((row) => typeof row === "object"),
    rowCount: rows.length,
    unreadable: rows.filter((_, i) => read[i] === "unreadable"),
  };
}

/** One row of the list: a payment to us, something else, or nothing that can be read. Never throws. */
export function parsePullRow(row: unknown): PulledPayment | "not_ours" | "unreadable" {
  const parsed = Row.safeParse(row);
  if (!parsed.success) return "unreadable";
  const fields = parsed.data;
  if (fields.transactiontype && !/^c2b/i.test(fields.transactiontype)) return "not_ours";
  const money = moneyMoved(fields.transactionId, fields.amount);
  if ("fault" in money) return "unreadable";
  return {
    ...money,
    paidAt: parsePullDate(fields.trxDate),
    accountReference: plainText(fields.billreference, 40),
    payerNumber: fields.msisdn.slice(0, 64) || undefined,
    payerName: fields.sender || undefined,
  };
}

/** The trailing Z is not to be believed: like all of Safaricom's stamps it is read as East Africa Time. */
function parsePullDate(text: string): Date | undefined {
  const m = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)/.exec(text);
  return m ? parseStamp(m.slice(1).join("")) : undefined;
}

const RegisterReply = z.looseObject({
  ResponseStatus: z.coerce.string().optional(),
  ResponseCode: z.coerce.string().optional(),
});

/** Asks for the pull list to be kept for this shortcode; being registered already is fine. Throws DarajaError. */
export async function pullRegister(
  client: DarajaClient,
  input: { nominatedNumber: string; callbackUrl: string },
): Promise<void> {
  const body = await client.post("pull_register", "/pulltransactions/v1/register", {
    ShortCode: client.config.shortcode,
    RequestType: "Pull",
    NominatedNumber: input.nominatedNumber.replace(/^\+/, ""),
    CallBackURL: input.callbackUrl,
  });
  const reply = RegisterReply.safeParse(body);
  const code = reply.success ? (reply.data.ResponseStatus ?? reply.data.ResponseCode) : undefined;
  if (code !== "1000" && code !== "1001") throw classifyError("pull_register", 200, body);
}
