import { and, eq, isNull } from "drizzle-orm";
import { type Context, faultPoint, handle, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { formatMoney } from "@/lib/money";
import { formatInstant } from "@/lib/time";
import type { AheadQuote, RenewalQuote } from "@/services/billing";
import { getInstallation } from "@/services/installation";
import { queueMessage, type Template, whereToPay } from "@/services/messages";
import { claimStep } from "./claim-step";
import type { Due } from "./find-due";
import type { Step } from "./steps";

const { customerPhones, customers, users } = schema;

/** What a step asks for; `ahead` of a prepaid user, whatever way they pay. */
export interface Asked {
  quote: RenewalQuote;
  ahead?: AheadQuote;
}

/** Sends the SMS of a step: its row and the step's are one transaction. Returns whether it was this call that did. */
export async function remind(ctx: Context, due: Due, step: Step, asked: Asked): Promise<boolean> {
  const person = await loadPerson(ctx, due);
  if (!person?.phone) return skip(ctx, due, step, "skipped: no phone");
  const amount = amountWords(asked);
  const where = await whereToPay(ctx, person.accountNumber);
  const byHand = asked.ahead?.renewsItself === false;
  const message = {
    customerId: due.customerId,
    phone: person.phone,
    template: byHand ? ("renew_by_hand" as const) : templateOf(step, due, person, ctx.now()),
    values: {
      operator: (await getInstallation(ctx)).operatorName,
      package: asked.quote.packageName,
      username: person.username,
      amount,
      where,
      when: formatInstant(due.endsAt),
      until: formatInstant(person.creditUntil ?? due.endsAt),
      ends: due.endsAt > ctx.now() ? "runs out on" : "ran out on",
      how: howByHand(asked, `Pay ${amount} ${where}, then renew it in your account`),
    },
    dedupeKey: `dunning:${due.userId}:${due.endsAt.toISOString()}:${step.name}`,
  };
  return withTransaction(ctx, async (tx) => {
    if (!(await claimStep(tx, due, step, "sent"))) return false;
    faultPoint("dunning.claimed");
    await queueMessage(tx, message);
    return true;
  });
}

/** "KES 3,000 (KES 500 of it owed from a payment that was taken back)" */
function amountWords({ quote, ahead }: Asked): string {
  const { debtCents, currency } = quote;
  const amount = formatMoney(ahead?.toPayCents ?? quote.toPayCents, currency);
  if (ahead?.forOthersToo) return `${amount} (other bills and logins included)`;
  if (debtCents === 0) return amount;
  return `${amount} (${formatMoney(debtCents, currency)} of it owed from a payment that was taken back)`;
}

/** Who does not renew by itself and whose wallet is full enough has nothing to pay, but something to do. */
const howByHand = ({ quote }: Asked, whenShort: string): string =>
  quote.toPayCents > 0
    ? whenShort
    : `Your wallet holds the ${formatMoney(quote.totalCents, quote.currency)}: renew it in your account`;

/** The step is over without a message, and `outcome` says why. */
export const skip = (ctx: Context, due: Due, step: Step, outcome: string): Promise<boolean> =>
  withTransaction(ctx, async (tx) => {
    await claimStep(tx, due, step, outcome);
    return false;
  });

interface Person {
  username: string;
  creditUntil: Date | null;
  accountNumber: string;
  phone: string | null;
}

async function loadPerson(ctx: Context, due: Due): Promise<Person | undefined> {
  const primary = and(
    eq(customerPhones.customerId, customers.id),
    eq(customerPhones.primary, true),
    isNull(customerPhones.removedAt),
  );
  const [row] = await handle(ctx)
    .select({
      username: users.username,
      creditUntil: users.creditUntil,
      accountNumber: customers.accountNumber,
      phone: customerPhones.phone,
    })
    .from(users)
    .innerJoin(customers, eq(customers.id, users.customerId))
    .leftJoin(customerPhones, primary)
    .where(eq(users.id, due.userId));
  return row;
}

function templateOf(step: Step, due: Due, person: Person, now: Date): Template {
  const isOn = person.creditUntil !== null && person.creditUntil > now;
  if (due.billId) {
    if (step.kind === "bill" || step.kind === "before") return "bill_to_pay";
    return isOn ? "bill_overdue" : "bill_cut";
  }
  if (step.kind === "before") return "runs_out_soon";
  if (step.kind === "cut") return "grace_over";
  return isOn ? "in_grace" : "ran_out";
}
