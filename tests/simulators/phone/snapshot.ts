import type { z } from "zod";
import type { DarajaSimulator, Prompt, StkAttempt } from "../daraja";
import type { SmsSimulator } from "../sms";
import { type InboxMessage, inboxOf } from "./inbox";
import type { PhoneOptions } from "./options";

export interface Sources {
  daraja: DarajaSimulator;
  sms: SmsSimulator;
  contacts: z.output<typeof PhoneOptions>["contacts"];
}

/** All that the page shows for one phone. */
export interface Snapshot {
  business: { name: string; shortcode: string };
  phones: { msisdn: string; name: string | null; hasPrompt: boolean }[];
  msisdn: string | null;
  messages: InboxMessage[];
  prompt: Prompt | null;
  /** How this phone's last push ended, in words for its owner. */
  lastEnd: { id: string; paid: boolean; text: string } | null;
}

const ENDS: Record<string, string> = {
  "0": "Payment sent",
  "1": "You do not have enough money in your account",
  "17": "You paid this amount less than 2 minutes ago",
  "1032": "Request cancelled",
  "1037": "The request timed out",
  "2001": "Wrong PIN. Nothing was paid",
};

export function takeSnapshot(sources: Sources, wanted: string | null): Snapshot {
  const { daraja, sms } = sources;
  const attempts = daraja.attempts();
  const phones = listPhones(sources, attempts, wanted);
  const msisdn = wanted ?? phones.find((one) => one.hasPrompt)?.msisdn ?? phones[0]?.msisdn ?? null;
  return {
    business: { name: daraja.businessName, shortcode: daraja.shortcode },
    phones,
    msisdn,
    messages: msisdn
      ? inboxOf(msisdn, sms.messages(), daraja.statement(), daraja.businessName)
      : [],
    prompt: msisdn ? (daraja.prompts(msisdn)[0] ?? null) : null,
    lastEnd: lastEndOf(attempts, msisdn),
  };
}

function listPhones(
  { daraja, sms, contacts }: Sources,
  attempts: StkAttempt[],
  wanted: string | null,
): Snapshot["phones"] {
  const seen = new Set(contacts.map((one) => one.msisdn));
  for (const attempt of attempts) seen.add(attempt.phone);
  for (const entry of daraja.statement()) seen.add(entry.msisdn);
  for (const message of sms.messages()) seen.add(message.to.slice(1));
  if (wanted) seen.add(wanted);
  const prompted = new Set(daraja.prompts().map((prompt) => prompt.phone));
  return [...seen].map((msisdn) => ({
    msisdn,
    name: contacts.find((one) => one.msisdn === msisdn)?.name ?? null,
    hasPrompt: prompted.has(msisdn),
  }));
}

function lastEndOf(attempts: StkAttempt[], msisdn: string | null): Snapshot["lastEnd"] {
  const last = attempts.findLast((one) => one.phone === msisdn && one.state === "ended");
  if (!last) return null;
  const code = last.resultCode ?? "";
  const text = ENDS[code] ?? last.resultDesc ?? "The payment failed";
  return { id: last.checkoutRequestId, paid: code === "0", text };
}
