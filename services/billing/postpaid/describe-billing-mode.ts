import { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { countOf } from "@/lib/count-of";
import { AppError } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { formatMoney } from "@/lib/money";
import { formatInstant } from "@/lib/time";
import { loadSettings } from "@/services/settings";
import { type BillableUser, loadUser } from "../load-users";
import { loadOpenBills } from "../open-bills";
import { chargeOf } from "./close-period";
import { firstBill, requirePostpaidPossible } from "./mode-change";

const Input = z.object({ userId: uuid(), billDay: z.number().int().min(1).max(31).default(1) });

export interface BillingModeChange {
  to: "prepaid" | "postpaid";
  /** What will happen, a sentence each. */
  words: string[];
  /** Why it is not possible now. */
  refusal?: string;
}

/** What switching the user's way of paying would do, before staff press the button. Errors: forbidden, not_found. */
export async function describeBillingMode(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<BillingModeChange> {
  authorise(ctx, { staff: "read" });
  const { userId, billDay } = Input.parse(input);
  const user = await loadUser(ctx, userId);
  return user.billingMode === "prepaid"
    ? describePostpaid(ctx, user, billDay)
    : { to: "prepaid", words: await prepaidWords(ctx, user) };
}

async function describePostpaid(
  ctx: Context,
  user: BillableUser,
  billDay: number,
): Promise<BillingModeChange> {
  try {
    requirePostpaidPossible(user, await loadOpenBills(ctx, user.customerId));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { to: "postpaid", words: [], refusal: error.message };
  }
  const { postpaidDueDays, postpaidGraceDays } = await loadSettings(ctx, "billing");
  const { from, nextBillAt, totalCents } = firstBill(user, billDay, ctx.now());
  const money = (cents: number) => formatMoney(cents, user.package.currency);
  return {
    to: "postpaid",
    words: [
      "Access opens now, and goes on without being paid before.",
      `The first bill comes on ${formatInstant(nextBillAt)} for the time from ${formatInstant(from)}: ${money(totalCents)} of ${money(user.package.priceCents)}.`,
      `Each bill is due after ${days(postpaidDueDays)}. If it is still unpaid ${days(postpaidGraceDays)} after that, access ends until the oldest bill is paid.`,
      "A suspension by staff does not stop the bills; a pause does, and so does closing the user.",
    ],
  };
}

async function prepaidWords(ctx: Context, user: BillableUser): Promise<string[]> {
  const now = ctx.now();
  const { graceHours } = await loadSettings(ctx, "billing");
  const { billedUntil: from, nextBillAt: billedAt } = user;
  const used = from && billedAt && from < now ? chargeOf(user, { from, to: now, billedAt }) : 0;
  return [
    used > 0
      ? `A last bill of ${formatMoney(used, user.package.currency)} is made now, for the time since ${formatInstant(from ?? now)}.`
      : "There is no time to bill.",
    graceHours > 0
      ? `Access goes on for ${graceHours} hours of grace, and then ends unless time is paid.`
      : "Access ends within a minute, unless the wallet pays for the next period.",
  ];
}

const days = (count: number) => countOf(count, "day");
