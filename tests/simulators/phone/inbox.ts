import type { StatementEntry } from "../daraja";
import type { SmsMessage } from "../sms";

/** An SMS as the page shows it. */
export interface InboxMessage {
  id: string;
  from: string;
  text: string;
  /** ISO, UTC. */
  at: string;
}

const KEEP = 60;
const shillings = new Intl.NumberFormat("en-KE", {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const day = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Africa/Nairobi",
  day: "numeric",
  month: "numeric",
  year: "2-digit",
});
const time = new Intl.DateTimeFormat("en-US", {
  timeZone: "Africa/Nairobi",
  hour: "numeric",
  minute: "2-digit",
});

/** What M-PESA texts to the customer whose money moved. */
export function confirmationText(entry: StatementEntry, businessName: string): string {
  const at = new Date(entry.at);
  const amount = `Ksh${shillings.format(entry.amountCents / 100)}`;
  // Node writes a narrow space before AM; a phone does not.
  const when = `on ${day.format(at).replace(/\b0(?=\d\/)/g, "")} at ${time.format(at).replace(/\s/u, " ")}`;
  if (entry.kind === "reversal")
    return `${entry.receipt} Confirmed. Transaction ${entry.linkedReceipt} has been reversed ${when} and ${amount} is credited to your M-PESA account.`;
  if (entry.kind === "b2c")
    return `${entry.receipt} Confirmed. You have received ${amount} from ${businessName} ${when}.`;
  const account = entry.account === "" ? "" : ` for account ${entry.account}`;
  return `${entry.receipt} Confirmed. ${amount} sent to ${businessName}${account} ${when}. Transaction cost, Ksh0.00.`;
}

/** The newest messages of one phone, oldest first: those of the gateway and those of M-PESA. */
export function inboxOf(
  msisdn: string,
  messages: SmsMessage[],
  statement: StatementEntry[],
  businessName: string,
): InboxMessage[] {
  const texts = messages
    .filter((one) => one.to === `+${msisdn}`)
    .map((one) => ({ id: one.id, from: one.from ?? "INFO", text: one.text, at: one.at }));
  const confirmations = statement
    .filter((entry) => entry.msisdn === msisdn)
    .map((entry) => ({
      id: entry.receipt,
      from: "MPESA",
      text: confirmationText(entry, businessName),
      at: entry.at,
    }));
  return [...texts, ...confirmations].sort((a, b) => a.at.localeCompare(b.at)).slice(-KEEP);
}
