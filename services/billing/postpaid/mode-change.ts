import { nextBillDay } from "@/lib/billing";
import { conflict } from "@/lib/errors";
import { type BillableUser, coveredUntil } from "../load-users";
import { type Bill, periodBillsOf } from "../open-bills";
import { chargeOf } from "./close-period";

/** Where postpaid time begins: where paid time ends; grace that was used is billed too. */
export function postpaidFrom(user: BillableUser, now: Date): Date {
  const covered = coveredUntil(user);
  const inGrace = user.expiredAt === null && user.creditUntil !== null && user.creditUntil > now;
  return covered && (covered > now || inGrace) ? covered : now;
}

/** The first postpaid bill: when, and what of the package's price. */
export function firstBill(user: BillableUser, billDay: number, now: Date) {
  const from = postpaidFrom(user, now);
  const nextBillAt = nextBillDay(from, billDay);
  const billed = { ...user, anchorDay: billDay };
  return {
    from,
    nextBillAt,
    totalCents: chargeOf(billed, { from, to: nextBillAt, billedAt: nextBillAt }),
  };
}

/** Throws `conflict` when the user cannot be billed afterwards. */
export function requirePostpaidPossible(user: BillableUser, open: Bill[]): void {
  const { periodUnit, periodCount } = user.package;
  if (periodUnit !== "month" || periodCount !== 1)
    throw conflict("Postpaid needs a package that is sold by the month. Change the package first.");
  if (periodBillsOf(open, user.id).length > 0)
    throw conflict(
      "The bill of the first period is still open. Once it is paid, switch to postpaid.",
    );
  if (user.pausedAt) throw conflict("This user is paused. Resume first, then switch.");
}
