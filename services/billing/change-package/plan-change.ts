import { and, eq } from "drizzle-orm";
import type { Price } from "@/lib/billing";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, invalid } from "@/lib/errors";
import { type BillableUser, priceFor } from "../load-users";
import { loadOpenBills, periodBillsOf } from "../open-bills";

const { packages } = schema;
export type Package = typeof packages.$inferSelect;

/** A package that this user can change to. Throws `invalid` (not sold, another service), `conflict` (has it). */
export async function requirePackage(
  ctx: Context,
  user: BillableUser,
  packageId: string,
): Promise<Package> {
  const [pack] = await handle(ctx)
    .select()
    .from(packages)
    .where(and(eq(packages.id, packageId), eq(packages.status, "active")));
  const refuse = (words: string) => invalid(words, { packageId: words });
  if (!pack) throw refuse("This package is not sold any more.");
  if (pack.serviceType !== user.serviceType)
    throw refuse("This package is for another kind of connection.");
  if (pack.id === user.packageId) throw conflict("This user has this package already.");
  return pack;
}

/** A package can be changed while no open bill for time names the old price. Throws `conflict`. */
export async function requireChangeable(ctx: Context, user: BillableUser): Promise<void> {
  if (user.status === "closed") throw conflict("This user is closed.");
  const [bill] = periodBillsOf(await loadOpenBills(ctx, user.customerId), user.id);
  if (bill)
    throw conflict(
      `Bill ${bill.number ?? "(being numbered)"} for time with the old package is open. Void it first, or wait until it is paid.`,
    );
}

/** What one period of another package costs this user: their discounts stay. */
export const priceWith = (user: BillableUser, pack: Package): Price =>
  priceFor({ ...user, package: pack }, 1);
