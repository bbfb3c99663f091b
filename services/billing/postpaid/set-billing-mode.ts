import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { lockWallet } from "@/services/ledger";
import { applyWallet } from "../apply-wallet";
import { type BillableUser, lockUsers } from "../load-users";
import { lockOpenBills } from "../open-bills";
import { closePeriod } from "./close-period";
import { firstBill, requirePostpaidPossible } from "./mode-change";
import { moveCredit } from "./move-credit";

const Input = z.object({
  userId: uuid(),
  mode: z.enum(["prepaid", "postpaid"]),
  /** Day of the month, 1–31; in shorter months the last day. */
  billDay: z.coerce
    .number("Say the day of the month.")
    .int("Say the day of the month.")
    .min(1, "From 1 to 31.")
    .max(31, "From 1 to 31.")
    .default(1),
});
const { users } = schema;

/**
 * Switches a user between paying before and after use. To postpaid: access opens, and is billed from where paid time
 * ends. To prepaid: what was used is billed now, and access ends unless time is paid (the wallet pays, and grace
 * applies). Errors: forbidden, not_found, conflict (closed, same already, package not monthly, first bill open).
 */
export async function setBillingMode(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "billing.write" });
  const { userId, mode, billDay } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const user = await lockWithWallet(tx, userId);
    if (user.billingMode === mode) throw conflict(`This user is ${mode} already.`);
    if (mode === "postpaid") await toPostpaid(tx, user, billDay);
    else await toPrepaid(tx, user);
    await recordAudit(tx, {
      action: "billing.set-mode",
      entity: { kind: "user", id: userId },
      data: { mode, ...(mode === "postpaid" && { billDay }) },
    });
  });
}

async function lockWithWallet(ctx: TxContext, userId: string): Promise<BillableUser> {
  const [owner] = await ctx.tx
    .select({ customerId: users.customerId })
    .from(users)
    .where(eq(users.id, userId));
  if (!owner) throw notFound("user");
  await lockWallet(ctx, owner.customerId);
  const user = (await lockUsers(ctx, owner.customerId)).find((each) => each.id === userId);
  if (!user) throw conflict("This user is closed.");
  return user;
}

async function toPostpaid(ctx: TxContext, user: BillableUser, billDay: number): Promise<void> {
  requirePostpaidPossible(user, await lockOpenBills(ctx, user.customerId));
  const { from, nextBillAt } = firstBill(user, billDay, ctx.now());
  await write(ctx, user, {
    billingMode: "postpaid",
    anchorDay: billDay,
    billedUntil: from,
    nextBillAt,
    expiredAt: null,
  });
  await moveCredit(ctx, user, { reason: "postpaid", cause: {}, isPurpose: false });
}

async function toPrepaid(ctx: TxContext, user: BillableUser): Promise<void> {
  const now = ctx.now();
  await closePeriod(ctx, user, now);
  const paid = user.paidUntil !== null && user.paidUntil > now;
  await write(ctx, user, {
    billingMode: "prepaid",
    // Months of prepaid time keep the day on which they are bought.
    anchorDay: null,
    nextBillAt: null,
    billedUntil: paid ? null : user.billedUntil,
    // Due at once: the next expiry sweep gives grace or ends access.
    creditUntil: paid ? null : now,
  });
  await applyWallet(ctx, { customerId: user.customerId });
}

async function write(ctx: TxContext, user: BillableUser, moved: Partial<BillableUser>) {
  const written = await ctx.tx
    .update(users)
    .set(moved)
    .where(and(eq(users.id, user.id), eq(users.billingMode, user.billingMode)))
    .returning({ id: users.id });
  if (written.length === 0) throw conflict("Somebody changed this user meanwhile.");
  Object.assign(user, moved);
}
