import { and, asc, eq, getTableColumns, ne } from "drizzle-orm";
import { hasAccess, type TaxRates } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { taxRatesAt } from "./load-tax-rates";

const { packages, users } = schema;

/** A user with what their package costs, and the tax rates of this day. */
export type BillableUser = typeof users.$inferSelect & {
  package: typeof packages.$inferSelect;
  taxRates: TaxRates;
};

/** What a BillableUser is selected as; the package must be joined. */
export const billableColumns = (now: Date) => ({
  ...getTableColumns(users),
  package: getTableColumns(packages),
  taxRates: taxRatesAt(now),
});

/** The customer's users that are not closed, in id order, locked until the transaction ends. */
export async function lockUsers(ctx: TxContext, customerId: string): Promise<BillableUser[]> {
  return ctx.tx
    .select(billableColumns(ctx.now()))
    .from(users)
    .innerJoin(packages, eq(packages.id, users.packageId))
    .where(and(eq(users.customerId, customerId), ne(users.status, "closed")))
    .orderBy(asc(users.id))
    .for("no key update", { of: users });
}

/** True while time is paid, vouched for or on credit; suspended users have none. */
export const isOpen = (user: BillableUser, now: Date): boolean =>
  user.status === "active" && hasAccess(user, now);

/** One user, locked until the transaction ends; closed ones too. */
export async function lockUser(ctx: TxContext, userId: string): Promise<BillableUser | undefined> {
  const [user] = await ctx.tx
    .select(billableColumns(ctx.now()))
    .from(users)
    .innerJoin(packages, eq(packages.id, users.packageId))
    .where(eq(users.id, userId))
    .for("no key update", { of: users });
  return user;
}

/** True when time has to be bought: the paid time is over, or never began. Postpaid users buy none. */
export const isLapsed = (user: BillableUser, now: Date): boolean =>
  user.billingMode === "prepaid" && (!user.paidUntil || user.paidUntil <= now);

/** Up to where the user's time is paid or billed: what follows was grace. */
export const coveredUntil = (user: {
  paidUntil: Date | null;
  billedUntil: Date | null;
}): Date | null =>
  user.paidUntil && user.billedUntil && user.billedUntil > user.paidUntil
    ? user.billedUntil
    : (user.paidUntil ?? user.billedUntil);
