import { z } from "zod";
import { type Price, splitTax } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { countOf } from "@/lib/count-of";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { loadTaxRates } from "./load-tax-rates";
import { type BillableUser, loadUser, priceFor } from "./load-users";
import { scheduleNumbering } from "./number-bills";

export interface OnboardingBill {
  billId: string;
  totalCents: number;
}

const Input = z.object({
  customerId: uuid(),
  userId: uuid(),
  fees: z.array(
    z.object({ description: z.string().min(1).max(200), amountCents: z.number().int().positive() }),
  ),
  firstPeriod: z.boolean(),
});

interface Item {
  description: string;
  revenue: "internet" | "fees";
  price: Price;
}

const { billLines, bills } = schema;

/**
 * Bills fees and, if asked for, the user's first period less their discounts, prices inclusive of taxes. The period
 * starts when the bill is paid. Returns undefined when there is nothing to bill. The caller has authorised. Throws
 * `not_found`.
 */
export async function createOnboardingBill(
  ctx: TxContext,
  input: z.input<typeof Input>,
): Promise<OnboardingBill | undefined> {
  const { customerId, userId, fees, firstPeriod } = Input.parse(input);
  const user = await loadUser(ctx, userId);
  if (user.customerId !== customerId) throw notFound("user");
  const items = fees.map(feeOf);
  const price = priceFor(user, 1);
  const startsTime = firstPeriod && price.totalCents > 0;
  if (startsTime) items.unshift(firstPeriodOf(user, price));
  const totalCents = items.reduce((sum, item) => sum + item.price.totalCents, 0);
  if (totalCents === 0) return undefined;
  const billId = ctx.newId();
  const lines = await linesOf(ctx, billId, items);
  await ctx.tx.insert(bills).values({
    id: billId,
    customerId,
    userId,
    packageId: user.package.id,
    kind: "onboarding",
    currency: user.package.currency,
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

const firstPeriodOf = ({ package: pack }: BillableUser, price: Price): Item => ({
  description: `${pack.name}, first ${countOf(pack.periodCount, pack.periodUnit)}`,
  revenue: "internet",
  price,
});

const feeOf = (fee: { description: string; amountCents: number }): Item => ({
  description: fee.description,
  revenue: "fees",
  price: { unitCents: fee.amountCents, discountCents: 0, totalCents: fee.amountCents },
});

async function linesOf(ctx: TxContext, billId: string, items: Item[]) {
  const rates = await loadTaxRates(ctx);
  return items.map(({ price, ...item }, index) => ({
    id: ctx.newId(),
    billId,
    position: index + 1,
    ...item,
    ...price,
    // Excise is charged on the internet service, not on fees for work and equipment.
    ...splitTax(price.totalCents, item.revenue === "fees" ? { ...rates, excise: 0 } : rates),
  }));
}
