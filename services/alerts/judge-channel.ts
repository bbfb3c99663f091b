import { countOf } from "@/lib/count-of";
import { formatMoney } from "@/lib/money";
import type { AlertKind, AlertSeverity, Condition } from "./condition";

/** What is known of an M-Pesa shortcode. */
export interface ChannelFacts {
  id: string;
  name: string;
  createdAt: Date;
  initiatorPasswordSetAt: Date | null;
  /** Since when M-Pesa refuses what we ask, and why. */
  apiRefusedAt: Date | null;
  apiRefusal: string | null;
  pullRegisteredAt: Date | null;
  pulledUntil: Date | null;
  /** Payments of the last two hours, by what told of them first. */
  heard: { byCallback: number; otherwise: number };
  /** The last prompt of these hours that M-Pesa refused because of the shortcode, if none was paid since. */
  pushRefused: { code: string } | null;
  receiptGaps: ReceiptGaps;
}

interface Gap {
  count: number;
  cents: number;
}

/** What has stayed without its other half for two days. */
export interface ReceiptGaps {
  /** Payments that M-Pesa called paid, and for which no receipt has come. */
  noReceipt: Gap;
  /** Receipts on M-Pesa's list that are not in the books. */
  notBooked: Gap;
}

const DAY_MS = 86_400_000;
/** Daraja ends an API user's password after this many days. */
const PASSWORD_DAYS = 90;
const WARNED_DAYS = 15;
const GRAVE_DAYS = 3;
/** Pull looks every five minutes. */
const PULL_LATE_MS = 30 * 60_000;
/** So many payments without a callback are no chance any more. */
const MISSED_CALLBACKS = 3;

type Say = (kind: AlertKind, severity: AlertSeverity, message: string) => void;

/** What is wrong between us and M-Pesa for one shortcode. Pure. */
export function judgeChannel(channel: ChannelFacts, now: Date): Condition[] {
  const found: Condition[] = [];
  const say: Say = (kind, severity, message) =>
    found.push({
      kind,
      severity,
      message,
      subjectKind: "channel",
      subjectId: channel.id,
      subjectName: channel.name,
    });
  const { name, initiatorPasswordSetAt, apiRefusedAt, apiRefusal, pullRegisteredAt, heard } =
    channel;
  if (apiRefusedAt)
    say(
      "mpesa_refused",
      "bad",
      `M-Pesa refuses our requests for ${name}: codes paid there are not checked, reversals and refunds fail. ${apiRefusal ?? ""}`.trim(),
    );
  else if (initiatorPasswordSetAt) {
    const days =
      PASSWORD_DAYS - Math.floor((now.getTime() - initiatorPasswordSetAt.getTime()) / DAY_MS);
    if (days <= WARNED_DAYS)
      say("mpesa_password", days <= GRAVE_DAYS ? "bad" : "warn", passwordWords(name, days));
  }
  const covered = channel.pulledUntil ?? pullRegisteredAt;
  if (pullRegisteredAt && covered && now.getTime() - covered.getTime() > PULL_LATE_MS)
    say(
      "mpesa_pull",
      "bad",
      `M-Pesa's list of payments to ${name} could not be fetched for half an hour: a payment that M-Pesa does not report by itself stays unknown. It is tried again every five minutes. See whether this server reaches the internet and M-Pesa works; if it lasts for two days, upload M-Pesa's statement of that time.`,
    );
  if (heard.byCallback === 0 && heard.otherwise >= MISSED_CALLBACKS)
    say(
      "mpesa_callbacks",
      "bad",
      `M-Pesa's callbacks for ${name} do not arrive: payments are found late. Check the public address and register the URLs again.`,
    );
  if (channel.pushRefused)
    say(
      "mpesa_push",
      "bad",
      `M-Pesa refuses prompts for ${name}: customers cannot pay by them. ${pushWords(channel.pushRefused.code)}`,
    );
  sayOfGaps(channel, say);
  return found;
}

/** The account is full (8), or shortcode, keys and passkey do not belong together. (Daraja docs) */
const pushWords = (code: string): string =>
  code === "8"
    ? "The account cannot hold more money: move some of it to the bank."
    : "Check shortcode, keys, passkey and the public address.";

function passwordWords(name: string, days: number): string {
  const what = "Set a new one in the M-Pesa portal, then enter it under Settings, M-Pesa.";
  if (days <= 0)
    return `The API user's password for ${name} has expired: checks, reversals and refunds fail. ${what}`;
  return `The API user's password for ${name} expires in ${countOf(days, "day")}. ${what}`;
}

function sayOfGaps({ name, receiptGaps: { noReceipt, notBooked } }: ChannelFacts, say: Say) {
  if (noReceipt.count > 0) say("mpesa_no_receipt", "bad", noReceiptWords(name, noReceipt));
  if (notBooked.count > 0) say("mpesa_not_booked", "bad", notBookedWords(name, notBooked));
}

function noReceiptWords(name: string, { count, cents }: Gap): string {
  const [them, they] = count === 1 ? ["it", "it is"] : ["them", "they are"];
  return `${countOf(count, "payment")} to ${name} (${formatMoney(cents)}) ${count === 1 ? "has" : "have"} had no M-Pesa receipt for two days. Look for ${them} on the M-Pesa portal: if ${they} there, upload the statement of that day and settle the line; if not, reverse the payment.`;
}

function notBookedWords(name: string, { count, cents }: Gap): string {
  const them = count === 1 ? "it" : "them";
  return `M-Pesa received ${countOf(count, "payment")} to ${name} (${formatMoney(cents)}) over two days ago that we do not have. Open Reconciliation and settle ${them}.`;
}
