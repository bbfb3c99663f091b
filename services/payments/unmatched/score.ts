import { formatMoney } from "@/lib/money";
import { missOf } from "@/lib/near-miss";
import { formatPhone } from "@/lib/phone";
import { isPayer } from "../settle/till-echo";
import { namesOf, subscriberOf, type Traces } from "./traces";

/** What we know of a customer that may have paid. */
export interface Candidate {
  customerId: string;
  name: string;
  accountNumber: string;
  phones: string[];
  usernames: string[];
  /** What each open bill still lacks. */
  owedCents: number[];
  packages: { name: string; priceCents: number }[];
  /** Pushes for this very amount around that time. */
  pushedAt: Date[];
}

export interface Clue {
  points: number;
  /** A sentence for staff. */
  reason: string;
}

/** Why the payment may be this customer's, strongest first. Empty when nothing speaks for it. */
export function cluesFor(traces: Traces, candidate: Candidate): Clue[] {
  return [
    accountClue(traces, candidate),
    phoneClue(traces, candidate),
    payerClue(traces, candidate),
    pushClue(traces, candidate),
    usernameClue(traces, candidate),
    nameClue(traces, candidate),
    amountClue(traces, candidate),
  ]
    .filter((clue) => clue !== undefined)
    .sort((a, b) => b.points - a.points);
}

function accountClue({ digits, typed }: Traces, { accountNumber }: Candidate): Clue | undefined {
  const number = `account number ${accountNumber}`;
  if (digits.includes(accountNumber))
    return { points: 60, reason: `Their ${number} stands in what was typed.` };
  const miss = missOf(digits, accountNumber);
  return miss && { points: 50, reason: `“${typed}” is their ${number}, but ${miss}.` };
}

function phoneClue({ subscriber, typed }: Traces, { phones }: Candidate): Clue | undefined {
  for (const phone of phones) {
    if (!subscriber) continue;
    const own = subscriberOf(phone);
    if (own === subscriber)
      return { points: 55, reason: `Their phone ${formatPhone(phone)} was typed.` };
    const miss = own && missOf(subscriber, own);
    if (miss)
      return {
        points: 45,
        reason: `“${typed}” is their phone ${formatPhone(phone)}, but ${miss}.`,
      };
  }
  return undefined;
}

function payerClue({ payerNumber }: Traces, { phones }: Candidate): Clue | undefined {
  const phone = phones.find((each) => isPayer(payerNumber, each));
  if (!phone) return undefined;
  return payerNumber?.includes("*")
    ? { points: 35, reason: `The payer's number fits their phone ${formatPhone(phone)}.` }
    : { points: 55, reason: `It was paid from their phone ${formatPhone(phone)}.` };
}

function pushClue(traces: Traces, { pushedAt }: Candidate): Clue | undefined {
  const [nearest] = pushedAt
    .map((at) => Math.round(Math.abs(at.getTime() - traces.paidAt.getTime()) / 60_000))
    .sort((a, b) => a - b);
  if (nearest === undefined) return undefined;
  const when = nearest === 0 ? "at that very minute" : `${nearest} min away`;
  return { points: 50, reason: `They asked for a prompt of exactly this amount, ${when}.` };
}

function usernameClue({ plain, typed }: Traces, { usernames }: Candidate): Clue | undefined {
  const username = usernames.find((each) => each.toLowerCase() === plain);
  if (!username) return undefined;
  return { points: 45, reason: `“${typed}” is their username.` };
}

function nameClue({ names }: Traces, candidate: Candidate): Clue | undefined {
  const own = namesOf(candidate.name);
  const shared = names.filter((name) => own.includes(name));
  if (shared.length === 0) return undefined;
  const words = shared.map((name) => name.charAt(0).toUpperCase() + name.slice(1)).join(" ");
  return shared.length > 1
    ? { points: 35, reason: `The payer's name has ${words} in it.` }
    : { points: 15, reason: `The payer's name shares ${words}.` };
}

function amountClue({ amountCents }: Traces, candidate: Candidate): Clue | undefined {
  const amount = formatMoney(amountCents);
  const { owedCents, packages } = candidate;
  const owed = owedCents.reduce((sum, cents) => sum + cents, 0);
  if (owedCents.includes(amountCents) || (owed > 0 && owed === amountCents))
    return { points: 20, reason: `They owe exactly ${amount}.` };
  const item = packages.find((each) => each.priceCents === amountCents);
  return item && { points: 10, reason: `Their package ${item.name} costs ${amount}.` };
}
