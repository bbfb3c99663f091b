import { eq } from "drizzle-orm";
import { z } from "zod";
import { splitTax } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { loadTaxRates } from "./load-tax-rates";
import { scheduleNumbering } from "./number-bills";
import { countOf } from "./words";

export interface OnboardingBill {
  billId: string;
  totalCents: number;
}

const Input = z.object({
  customerId: z.uuid(),
  userId: z.uuid(),
  fees: z.array(
    z.object({ description: z.string().min(1).max(200), amountCents: z.number().int().positive() }),
  ),
  firstPeriod: z.boolean(),
});

interface Item {
  description: string;
  revenue: "internet" | "fees";
  amountCents: number;
}

const { billLines, bills, packages, users } = schema;

/**
 * Bills fees and, if asked for, the user's first period, prices inclusive of taxes. The period starts when the bill
 * is paid. Returns undefined when there is nothing to bill. The caller has authorised. Throws `not_found`.
 */
export async function createOnboardingBill(
  ctx: TxContext,
  input: z.input<typeof Input>,
): Promise<OnboardingBill | undefined> {
  const { customerId, userId, fees, firstPeriod } = Input.parse(input);
  const pack = await loadPackage(ctx, userId, customerId);
  const items: Item[] = fees.map((fee) => ({ ...fee, revenue: "fees" }));
  const startsTime = firstPeriod && pack.priceCents > 0;
  if (startsTime) items.unshift(firstPeriodOf(pack));
  const totalCents = items.reduce((sum, item) => sum + item.amountCents, 0);
  if (totalCents === 0) return undefined;
  const billId = ctx.newId();
  const lines = await linesOf(ctx, billId, items);
  await ctx.tx.insert(bills).values({
    id: billId,
    customerId,
    userId,
    packageId: pack.id,
    kind: "onboarding",
    currency: pack.currency,
    totalCents,
    vatCents: lines.reduce((sum, line) => sum + line.vatCents, 0),
    exciseCents: lines.reduce((sum, line) => sum + line.exciseCents, 0),
    periods: startsTime ? 1 : 0,
    dueAt: ctx.now(),
    issuedAt: ctx.now(),
    createdAt: ctx.now(),
  });
  await ctx.tx.insert(billLines).values(lines);
  scheduleNumbering(ctx);
  return { billId, totalCents };
}

type Package = typeof packages.$inferSelect;

const firstPeriodOf = (pack: Package): Item => ({
  description: `${pack.name}, first ${countOf(pack.periodCount, pack.periodUnit)}`,
  revenue: "internet",
  amountCents: pack.priceCents,
});

async function loadPackage(ctx: TxContext, userId: string, customerId: string): Promise<Package> {
  const [row] = await ctx.tx
    .select({ package: packages, customerId: users.customerId })
    .from(users)
    .innerJoin(packages, eq(packages.id, users.packageId))
    .where(eq(users.id, userId));
  if (row?.customerId !== customerId) throw notFound("user");
  return row.package;
}

async function linesOf(ctx: TxContext, billId: string, items: Item[]) {
  const rates = await loadTaxRates(ctx);
  return items.map(({ amountCents, ...item }, index) => ({
    id: ctx.newId(),
    billId,
    position: index + 1,
    ...item,
    unitCents: amountCents,
    totalCents: amountCents,
    // Excise is charged on the internet service, not on fees for work and equipment.
    ...splitTax(amountCents, item.revenue === "fees" ? { ...rates, excise: 0 } : rates),
  }));
}
