import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { formatMoney } from "@/lib/money";
import { recordAudit } from "@/services/audit";
import { applyWallet } from "./apply-wallet";
import { type BillableUser, lockWalletAndUser } from "./load-users";
import type { WalletApplied } from "./types";

const Input = z.object({
  userId: uuid(),
  periods: z.coerce
    .number()
    .int()
    .min(1, "At least one period.")
    .max(12, "At most twelve periods."),
  /** Where the quote lets the time begin: if more has been bought since, nothing is bought again. */
  seenFrom: z.coerce.date().optional(),
  /** What a pause kept in that quote. Time that is bought meanwhile joins it and begins nowhere. */
  seenKept: z.coerce.number().int().optional(),
});

/**
 * Staff or the customer spend the wallet on periods, in advance if they like; an open bill that starts the user's time
 * is part of them, as in the quote. Errors: forbidden, not_found, conflict (wallet too low, closed, suspended, pays
 * after use, time was bought since it was looked at).
 */
export async function renewFromWallet(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<WalletApplied> {
  const { userId, periods, ...seen } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const { user, wallet } = await lockWalletAndUser(tx, userId);
    authorise(tx, { staff: "billing.write", customer: user.customerId });
    requireRenewable(user);
    requireUnchanged(user, seen);
    const { customerId } = user;
    const applied = await applyWallet(tx, { customerId, wallet, attempt: { userId, periods } });
    if (applied.missingCents > 0)
      throw conflict(`${formatMoney(applied.missingCents)} more is needed in the wallet.`);
    await auditRenewal(tx, userId, periods);
    return applied;
  });
}

function requireRenewable(user: BillableUser) {
  if (user.status === "suspended" && !user.pausedAt)
    throw conflict("This user is suspended: their time would run out unused.");
  if (user.billingMode === "postpaid") throw conflict("This user pays after use.");
}

function requireUnchanged(
  user: BillableUser,
  { seenFrom, seenKept = null }: { seenFrom?: Date; seenKept?: number | null },
) {
  if (!seenFrom) return;
  const later = user.paidUntil !== null && user.paidUntil > seenFrom;
  if (later || user.pausedSecondsLeft !== seenKept)
    throw conflict(
      "Time was bought, paused or resumed since you looked. Look again before you buy more.",
    );
}

const auditRenewal = (ctx: TxContext, userId: string, periods: number) =>
  recordAudit(ctx, {
    action: "billing.renew",
    entity: { kind: "user", id: userId },
    data: { periods },
  });
