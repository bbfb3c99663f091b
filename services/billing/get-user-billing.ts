import { and, asc, desc, eq, getTableColumns } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { walletBalance } from "@/services/ledger";
import { loadSettings } from "@/services/settings";
import { type BillableUser, loadUser } from "./load-users";
import { quoteRenewalChoices, type RenewalQuote } from "./quote-renewal";
import { loadPaidTime } from "./time/paid-time";
import { debtOf } from "./words";

const { customerPhones, discounts, packages, staff } = schema;

export interface DiscountRow {
  id: string;
  kind: "percent" | "amount";
  /** Basis points, or cents of each period. */
  value: number;
  reason: string;
  staffName: string | null;
  validFrom: Date;
  validUntil: Date | null;
  endedAt: Date | null;
  state: "in_force" | "coming" | "over";
}

export interface PackageChoice {
  id: string;
  name: string;
  downloadKbps: number;
  priceCents: number;
  periodUnit: string;
  periodCount: number;
}

export interface UserBilling {
  userId: string;
  customerId: string;
  /** The customer's own number, in E.164. */
  phone: string | null;
  status: BillableUser["status"];
  billingMode: BillableUser["billingMode"];
  autoRenew: boolean;
  pausedAt: Date | null;
  pausedSecondsLeft: number | null;
  /** Paid time that has not run out, in order. */
  booked: { id: string; packageName: string; startsAt: Date; endsAt: Date }[];
  /** The package from the next renewal on, when another one was chosen. */
  nextPackageName: string | null;
  discounts: DiscountRow[];
  /** What the customer owes because a payment was taken back; 0 when nothing is. */
  debtCents: number;
  /** For one period and more; none when nothing can be bought. */
  quotes: RenewalQuote[];
  /** What the package can be changed to. */
  choices: PackageChoice[];
  /** Customers may choose the next package in the portal. */
  customersMayChange: boolean;
}

const Input = z.object({ userId: uuid() });

/** What is paid, booked and agreed for a user, and what they could buy next. Errors: forbidden, not_found. */
export async function getUserBilling(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<UserBilling> {
  const { userId } = Input.parse(input);
  const user = await loadUser(ctx, userId);
  authorise(ctx, { staff: "read", customer: user.customerId });
  const { customersChangePackage } = await loadSettings(ctx, "portal");
  const sellable = user.billingMode === "prepaid" && (user.status === "active" || user.pausedAt);
  const [booked, rows, quotes, choices, wallet, phone] = await Promise.all([
    loadPaidTime(ctx, userId, ctx.now()),
    loadDiscounts(ctx, userId),
    sellable ? quoteRenewalChoices(ctx, { userId }) : [],
    loadChoices(ctx, user),
    walletBalance(ctx, { customerId: user.customerId }),
    loadPhone(ctx, user.customerId),
  ]);
  return {
    userId,
    customerId: user.customerId,
    phone,
    status: user.status,
    billingMode: user.billingMode,
    autoRenew: user.autoRenew,
    pausedAt: user.pausedAt,
    pausedSecondsLeft: user.pausedSecondsLeft,
    booked: booked.map(({ id, packageName, startsAt, endsAt }) => ({
      id,
      packageName,
      startsAt,
      endsAt,
    })),
    nextPackageName: user.nextPackageId ? user.package.name : null,
    discounts: rows,
    debtCents: debtOf(wallet.balanceCents),
    quotes,
    choices,
    customersMayChange: customersChangePackage,
  };
}

async function loadPhone(ctx: Context, customerId: string): Promise<string | null> {
  const [row] = await handle(ctx)
    .select({ phone: customerPhones.phone })
    .from(customerPhones)
    .where(and(eq(customerPhones.customerId, customerId), eq(customerPhones.primary, true)));
  return row?.phone ?? null;
}

async function loadDiscounts(ctx: Context, userId: string): Promise<DiscountRow[]> {
  const rows = await handle(ctx)
    .select({ ...getTableColumns(discounts), staffName: staff.name })
    .from(discounts)
    .leftJoin(staff, eq(staff.id, discounts.staffId))
    .where(eq(discounts.userId, userId))
    .orderBy(desc(discounts.createdAt));
  const now = ctx.now();
  return rows.map(({ userId: _, staffId: __, createdAt: ___, ...row }) => {
    const over = [row.endedAt, row.validUntil].some((at) => at !== null && at <= now);
    return { ...row, state: over ? "over" : row.validFrom > now ? "coming" : "in_force" };
  });
}

async function loadChoices(ctx: Context, user: BillableUser): Promise<PackageChoice[]> {
  if (user.status === "closed") return [];
  const rows = await handle(ctx)
    .select({
      id: packages.id,
      name: packages.name,
      downloadKbps: packages.downloadKbps,
      priceCents: packages.priceCents,
      periodUnit: packages.periodUnit,
      periodCount: packages.periodCount,
    })
    .from(packages)
    .where(and(eq(packages.status, "active"), eq(packages.serviceType, user.serviceType)))
    .orderBy(asc(packages.priceCents), asc(packages.id));
  return rows.filter((row) => row.id !== user.packageId);
}
