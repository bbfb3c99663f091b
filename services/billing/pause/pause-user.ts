import { and, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { declareDesiredState } from "@/services/desired-state";
import { applyWallet } from "../apply-wallet";
import { type BillableUser, isOpen, lockWalletAndUser } from "../load-users";
import { closePeriod } from "../postpaid/close-period";
import { foldOf } from "../time/paid-time";
import { PAUSED, secondsOf } from "./kept-time";

const Input = z.object({ userId: uuid() });
const { renewals, users } = schema;

/**
 * Stops a user's time: what is left is kept to the second until resumed, and access is off meanwhile. Nothing renews
 * by itself; what is bought meanwhile joins what is kept. Who pays after use is billed up to now, and for no time until
 * resumed. Errors: forbidden, not_found, conflict (not active, nothing left).
 */
export async function pauseUser(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ secondsLeft: number }> {
  authorise(ctx, { staff: "users.write" });
  const { userId } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const { user, wallet } = await lockWalletAndUser(tx, userId);
    const secondsLeft = secondsLeftOf(tx, user);
    while (user.nextBillAt) await closePeriod(tx, user, tx.now());
    await stopTime(tx, user, secondsLeft);
    if (user.billingMode === "postpaid")
      await applyWallet(tx, { customerId: user.customerId, wallet });
    await declareDesiredState(tx, { userId, reason: "paused", urgent: true });
    await recordAudit(tx, {
      action: "billing.pause",
      entity: { kind: "user", id: userId },
      data: { secondsLeft },
    });
    return { secondsLeft };
  });
}

function secondsLeftOf(ctx: TxContext, user: BillableUser): number {
  if (user.pausedAt) throw conflict("This user is paused already.");
  if (user.status !== "active")
    throw conflict("This user is suspended: there is nothing to pause.");
  const leftMs = (user.paidUntil?.getTime() ?? 0) - ctx.now().getTime();
  if (leftMs > 0) return secondsOf(leftMs);
  if (user.billingMode === "prepaid") throw conflict("This user has no paid time left to keep.");
  if (!isOpen(user, ctx.now()))
    throw conflict("This user is offline with an unpaid bill: no time is billed.");
  return 0;
}

async function stopTime(ctx: TxContext, user: BillableUser, pausedSecondsLeft: number) {
  const now = ctx.now();
  const postpaid = user.billingMode === "postpaid";
  await ctx.tx
    .update(renewals)
    .set({ endedAt: now, endedReason: PAUSED })
    .where(and(eq(renewals.userId, user.id), isNull(renewals.endedAt), gt(renewals.endsAt, now)));
  await ctx.tx
    .update(users)
    .set({
      status: "suspended",
      suspendedReason: postpaid ? "Paused: no time is billed." : "Paused: the time left is kept.",
      pausedAt: now,
      pausedSecondsLeft,
      paidUntil: (await foldOf(ctx, user.id)) ?? (postpaid ? null : now),
      // The day on which who pays after use is billed stays.
      ...(!postpaid && { anchorDay: null }),
      provisionalUntil: null,
      creditUntil: null,
    })
    .where(eq(users.id, user.id));
}
