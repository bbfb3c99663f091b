import { eq } from "drizzle-orm";
import { z } from "zod";
import { carryOn, dayOfMonth } from "@/lib/billing";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { declareDesiredState } from "@/services/desired-state";
import { applyWallet } from "../apply-wallet";
import { type BillableUser, lockWalletAndUser } from "../load-users";
import { moveCredit } from "../postpaid/move-credit";
import { carryOnWith } from "../time/take-back-time";
import { loadKeptTime } from "./kept-time";

const Input = z.object({ userId: uuid() });
const { users } = schema;

/**
 * Ends a pause: the time that it kept runs on from now, each purchase's as long as it was left. When a reversal took
 * all of it meanwhile, the wallet renews as at any expiry. Who pays after use is billed for the time from here on.
 * Errors: forbidden, not_found, conflict (not paused).
 */
export async function resumePausedUser(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ paidUntil: Date | null }> {
  authorise(ctx, { staff: "users.write" });
  const { userId } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const { user, wallet } = await lockWalletAndUser(tx, userId);
    if (!user.pausedAt) throw conflict("This user is not paused.");
    const paidUntil = await giveTimeBack(tx, user, user.pausedAt);
    await moveCredit(tx, user, { reason: "resumed", cause: {}, isPurpose: false });
    await declareDesiredState(tx, { userId, reason: "resumed", urgent: true });
    await recordAudit(tx, {
      action: "billing.resume",
      entity: { kind: "user", id: userId },
      data: { paidUntil },
    });
    if (user.billingMode === "prepaid" && (!paidUntil || paidUntil <= tx.now()))
      await applyWallet(tx, { customerId: user.customerId, wallet });
    return { paidUntil };
  });
}

/** Changes `user` to what the row says now. */
async function giveTimeBack(ctx: TxContext, user: BillableUser, pausedAt: Date) {
  const now = ctx.now();
  const postpaid = user.billingMode === "postpaid";
  const carried = carryOn(await restOf(ctx, user, pausedAt), now);
  const paidUntil = carried.at(-1)?.endsAt ?? (postpaid ? user.paidUntil : now);
  const resumed = {
    status: "active" as const,
    suspendedReason: null,
    pausedAt: null,
    pausedSecondsLeft: null,
    paidUntil,
    ...(!postpaid && {
      anchorDay: dayOfMonth(paidUntil ?? now),
      expiredAt: carried.length > 0 ? null : now,
    }),
  };
  await ctx.tx.update(users).set(resumed).where(eq(users.id, user.id));
  Object.assign(user, resumed);
  if (carried.length > 0) await carryOnWith(ctx, user.id, carried);
  return paidUntil;
}

/** Time that was not sold here (taken over from elsewhere, say) was kept too, though no purchase stands for it. */
async function restOf(ctx: TxContext, user: BillableUser, pausedAt: Date) {
  const kept = await loadKeptTime(ctx, user.id, pausedAt);
  const keptMs = kept.reduce((sum, each) => sum + each.leftMs, 0);
  const restMs = (user.pausedSecondsLeft ?? 0) * 1000 - keptMs;
  // Below a second per stretch it is only the rounding of what was kept.
  if (restMs < 1000 * (kept.length + 1)) return kept;
  return [{ purchaseId: "", packageId: user.packageId, leftMs: restMs }, ...kept];
}
