import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { formatMoney } from "@/lib/money";
import { recordAudit } from "@/services/audit";
import { declareDesiredState } from "@/services/desired-state";
import type { Wallet } from "@/services/ledger";
import { buyPeriods } from "../buy-periods";
import { type BillableUser, lockWalletAndUser } from "../load-users";
import { scheduleNumbering } from "../number-bills";
import { takeBackTime } from "../time/take-back-time";
import { type Package, priceWith, requireChangeable, requirePackage } from "./plan-change";

const QUOTE_HOLDS_MS = 10 * 60_000;
const Input = z.object({
  userId: uuid(),
  packageId: uuid("Choose a package."),
  /** From the quote: its sums are what happens, or nothing does. */
  quotedAt: z.coerce.date(),
  creditCents: z.coerce.number().int().min(0),
  priceCents: z.coerce.number().int().min(0),
  /** `wait`: change although money is missing; access ends, and begins again when the rest is paid. */
  whenShort: z.enum(["refuse", "wait"]).default("refuse"),
});

export interface PackageChanged {
  creditedCents: number;
  walletCents: number;
  /** What must still be paid before access begins again; 0 when it runs. */
  missingCents: number;
  paidUntil: Date | null;
}

/**
 * Changes a user's package at once: what is left of the paid time goes back to the wallet to the cent, and one period
 * of the new package is bought from it and begins now. Time paid in advance goes back whole. When money is missing,
 * nothing changes unless `wait` says that the user may go without until it is paid. Errors: forbidden, not_found,
 * invalid (package), conflict (money missing, sums have changed, suspended, an open bill for time).
 */
export async function changePackageNow(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<PackageChanged> {
  authorise(ctx, { staff: "billing.write" });
  const parsed = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const { wallet, user } = await lockWalletAndUser(tx, parsed.userId);
    const pack = await requirePackage(tx, user, parsed.packageId);
    await requireChangeable(tx, user);
    requireActive(user);
    const creditedCents = await giveTimeBack(tx, { wallet, user, pack, quote: parsed });
    const missingCents = Math.max(0, parsed.priceCents - wallet.balanceCents);
    if (missingCents > 0 && parsed.whenShort === "refuse")
      throw conflict(`${formatMoney(missingCents)} more is needed in the wallet to change now.`);
    await switchPackage(tx, user, pack, missingCents > 0);
    if (missingCents === 0) {
      await buyPeriods(tx, { purse: wallet, user, periods: 1, isPurpose: true, cause: {} });
      scheduleNumbering(tx);
    }
    await declareDesiredState(tx, { userId: user.id, reason: "package changed", urgent: true });
    const { paidUntil } = user;
    const result = { creditedCents, walletCents: wallet.balanceCents, missingCents, paidUntil };
    await recordAudit(tx, {
      action: "billing.change-package",
      entity: { kind: "user", id: user.id },
      data: { packageId: pack.id, packageName: pack.name, ...result },
    });
    return result;
  });
}

function requireActive(user: BillableUser) {
  if (user.billingMode === "postpaid")
    throw conflict("This user pays after use: their package changes with the next bill.");
  if (user.pausedAt) throw conflict("This user is paused. Resume them first.");
  if (user.status !== "active") throw conflict("This user is suspended. Resume them first.");
}

interface Change {
  wallet: Wallet;
  user: BillableUser;
  pack: Package;
  quote: z.output<typeof Input>;
}

/** All paid time goes back, as of the quote. Whatever was paid or sold since makes it another sum, and is refused. */
async function giveTimeBack(ctx: TxContext, change: Change): Promise<number> {
  const { wallet, user, pack, quote } = change;
  const age = ctx.now().getTime() - quote.quotedAt.getTime();
  const stale = () => conflict("The sums have changed meanwhile. Please look at them again.");
  if (age < 0 || age > QUOTE_HOLDS_MS) throw stale();
  const taken = await takeBackTime(ctx, {
    wallet,
    userId: user.id,
    isRevoked: () => true,
    at: quote.quotedAt,
    kind: "package_change",
    reason: `Changed to ${pack.name}`,
  });
  const creditedCents = taken?.creditedCents ?? 0;
  const price = priceWith(user, pack).totalCents;
  if (creditedCents !== quote.creditCents || price !== quote.priceCents) throw stale();
  if (taken) await movePaidUntil(ctx, user, taken.paidUntil);
  return creditedCents;
}

async function movePaidUntil(ctx: TxContext, user: BillableUser, paidUntil: Date) {
  const moved = { paidUntil, anchorDay: null };
  await ctx.tx.update(schema.users).set(moved).where(eq(schema.users.id, user.id));
  Object.assign(user, moved);
}

/** Writes the row and the loaded user. Without money for a period access ends here, without grace. */
async function switchPackage(ctx: TxContext, user: BillableUser, pack: Package, short: boolean) {
  const ended = { expiredAt: ctx.now(), provisionalUntil: null, creditUntil: null };
  const values = { packageId: pack.id, nextPackageId: null, ...(short && ended) };
  await ctx.tx.update(schema.users).set(values).where(eq(schema.users.id, user.id));
  Object.assign(user, values, { package: pack });
}
