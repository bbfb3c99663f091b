import { and, asc, eq, getTableColumns, ne, type SQL, sql } from "drizzle-orm";
import { type Discount, hasAccess, type Price, priceOf, type TaxRates } from "@/lib/billing";
import { type Context, gathered, handle, type TxContext } from "@/lib/context";
import { isOneOf, schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";
import { rowOfEach, rowsOfEach } from "@/lib/group-by";
import { lockWallet, type Wallet } from "@/services/ledger";

import { taxRatesAt } from "./load-tax-rates";

const { packages, users } = schema;

type UserRow = typeof users.$inferSelect;

export interface BillableUser extends UserRow {
  /** What the next period is of: the package that was chosen for it, else the user's own. */
  package: typeof packages.$inferSelect;
  /** Those in force now. */
  discounts: Discount[];
  /** Of this day. */
  taxRates: TaxRates;
  /** Time is left, but all that may be used in it is used, as last seen. */
  usedUp: boolean;
}

/** Users with what their next period costs, in one statement. */
const selectUsers = (ctx: Context, where: SQL | undefined) =>
  handle(ctx)
    .select({
      ...getTableColumns(users),
      package: getTableColumns(packages),
      discounts: activeDiscounts(ctx.now()),
      taxRates: taxRatesAt(ctx.now()),
      usedUp: isUsedUp,
    })
    .from(users)
    .innerJoin(packages, eq(packages.id, packageToBill))
    .where(where)
    .orderBy(asc(users.id));

/** Prepaid users choose before they pay; a postpaid period is billed with the package that it was used with. */
const packageToBill = sql`case when ${users.billingMode} = 'prepaid'
  then coalesce(${users.nextPackageId}, ${users.packageId}) else ${users.packageId} end`;

/** Not `exists`: that may be answered by reading the whole table once. */
const isUsedUp = sql<boolean>`coalesce((select s.used_up from sync_states s
  where s.user_id = ${users.id} and s.router_id = ${users.routerId}), false)`;

const activeDiscounts = (now: Date): SQL<Discount[]> => {
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql<Discount[]>`(
    select coalesce(json_agg(json_build_object('kind', d.kind, 'value', d.value)), '[]'::json) from discounts d
    where d.user_id = ${users.id} and d.valid_from <= ${at} and (d.valid_until is null or d.valid_until > ${at})
      and (d.ended_at is null or d.ended_at > ${at}))`;
};

/** The customer's users that are not closed, in id order, locked until the transaction ends. */
export const lockUsers: (ctx: TxContext, customerId: string) => Promise<BillableUser[]> = gathered(
  "users",
  async (ctx, customerIds: string[]) => {
    const theirs = and(isOneOf(users.customerId, customerIds), ne(users.status, "closed"));
    const found = await selectUsers(ctx, theirs).for("no key update", { of: users });
    return rowsOfEach(customerIds, found, ({ customerId }) => customerId);
  },
);

/** The same as they are now, not locked. */
export const loadUsersOf = async (ctx: Context, customerId: string): Promise<BillableUser[]> =>
  selectUsers(ctx, and(eq(users.customerId, customerId), ne(users.status, "closed")));

/** One user, whatever their status; not locked. Throws `not_found`. */
export async function loadUser(ctx: Context, userId: string): Promise<BillableUser> {
  const [user] = await selectUsers(ctx, eq(users.id, userId));
  if (!user) throw notFound("user");
  return user;
}

/** The user alone, locked; undefined when there is none. */
export const lockUser: (ctx: TxContext, userId: string) => Promise<BillableUser | undefined> =
  gathered("users", async (ctx, ids: string[]) => {
    const found = await selectUsers(ctx, isOneOf(users.id, ids)).for("no key update", {
      of: users,
    });
    return rowOfEach(ids, found, ({ id }) => id);
  });

/** The wallet first, then the user, both locked. Throws `not_found`, `conflict` (closed). */
export async function lockWalletAndUser(
  ctx: TxContext,
  userId: string,
): Promise<{ wallet: Wallet; user: BillableUser }> {
  const [owner] = await ctx.tx
    .select({ customerId: users.customerId })
    .from(users)
    .where(eq(users.id, userId));
  if (!owner) throw notFound("user");
  const wallet = await lockWallet(ctx, owner.customerId);
  const user = await lockUser(ctx, userId);
  if (!user || user.status === "closed") throw conflict("This user is closed.");
  return { wallet, user };
}

/** What so many periods cost the user now. */
export const priceFor = (user: BillableUser, periods: number): Price =>
  priceOf(user.package.priceCents, user.discounts, periods);

/** True while time is paid, vouched for or on credit; suspended users have none. */
export const isOpen = (user: BillableUser, now: Date): boolean =>
  user.status === "active" && hasAccess(user, now);

/** True when time has to be bought: the paid time is over, or never began. Postpaid users buy none. */
export const isLapsed = (user: BillableUser, now: Date): boolean =>
  user.billingMode === "prepaid" && (!user.paidUntil || user.paidUntil <= now);

/** In the order in which a wallet renews them: who ran out longest ago, or will first; of equals as they were given. */
export const inRenewalOrder = (users: readonly BillableUser[]): BillableUser[] =>
  [...users].sort((a, b) => (a.paidUntil?.getTime() ?? 0) - (b.paidUntil?.getTime() ?? 0));

/** Up to where the user's time is paid or billed: what follows was grace. */
export const coveredUntil = (user: {
  paidUntil: Date | null;
  billedUntil: Date | null;
}): Date | null =>
  user.paidUntil && user.billedUntil && user.billedUntil > user.paidUntil
    ? user.billedUntil
    : (user.paidUntil ?? user.billedUntil);
