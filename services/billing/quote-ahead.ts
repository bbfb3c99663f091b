import { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { uuid } from "@/lib/id";
import { ceilToShilling } from "@/lib/money";
import { walletBalance } from "@/services/ledger";
import { type BillableUser, inRenewalOrder, loadUsersOf, priceFor } from "./load-users";
import { balanceOf, loadOpenBills, periodBillsOf } from "./open-bills";
import { debtOf } from "./words";

/** What money without a purpose has to be, so that a prepaid user's next period is paid with it. */
export interface AheadQuote {
  /** In whole shillings, less what the wallet holds; 0 when that is enough. */
  toPayCents: number;
  /** Other bills, or logins that run out before, take some of it. */
  forOthersToo: boolean;
  /** The wallet renews the user; else they have to do it themselves. */
  renewsItself: boolean;
}

const Input = z.object({ userId: uuid(), customerId: uuid() });

/**
 * What a customer has to pay into their account, by whatever way, so that this user goes on: money that names no user
 * settles open bills first, then renews whoever runs out first. Undefined of a user who is closed or pays after use.
 * Errors: forbidden.
 */
export async function quoteAhead(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<AheadQuote | undefined> {
  const { userId, customerId } = Input.parse(input);
  authorise(ctx, { staff: "read", customer: customerId, job: true });
  const users = await loadUsersOf(ctx, customerId);
  const user = users.find(({ id }) => id === userId);
  if (user?.billingMode !== "prepaid") return undefined;
  const open = await loadOpenBills(ctx, customerId);
  const { balanceCents } = await walletBalance(ctx, { customerId });
  // A bill that starts a user's time stands for their price.
  const price = (each: BillableUser) =>
    periodBillsOf(open, each.id).length > 0 ? 0 : priceFor(each, 1).totalCents;
  const queue = inRenewalOrder(users.filter((each) => each === user || renewsFromWallet(each)));
  const first = queue.slice(0, queue.indexOf(user));
  const billed = open.reduce((sum, bill) => sum + balanceOf(bill), 0);
  const others = first.reduce((sum, other) => sum + price(other), 0);
  const missing = Math.max(0, billed + others + price(user) - balanceCents);
  const own = periodBillsOf(open, userId).reduce((sum, bill) => sum + balanceOf(bill), price(user));
  return {
    toPayCents: ceilToShilling(missing),
    forOthersToo: missing > own + debtOf(balanceCents),
    renewsItself: user.autoRenew,
  };
}

const renewsFromWallet = (user: BillableUser) =>
  user.billingMode === "prepaid" && user.status === "active" && user.autoRenew;
