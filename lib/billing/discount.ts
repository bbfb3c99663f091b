import type { Cents } from "../money";

/** A reduction of a package's price: basis points of it, or cents of each period. */
export interface Discount {
  kind: "percent" | "amount";
  value: number;
}

/**
 * What discounts take off the price of one period: each is reckoned from the full price and they add up, so that
 * their order does not matter; together they take no more than the price. Percentages round down to the cent.
 */
export function discountOf(priceCents: Cents, discounts: readonly Discount[]): Cents {
  const sum = (kind: Discount["kind"]) =>
    discounts.filter((d) => d.kind === kind).reduce((total, d) => total + BigInt(d.value), 0n);
  const off = (BigInt(priceCents) * sum("percent")) / 10_000n + sum("amount");
  return Number(off < BigInt(priceCents) ? off : BigInt(priceCents));
}

export interface Price {
  unitCents: Cents;
  discountCents: Cents;
  totalCents: Cents;
}

/** The price of so many periods: each is as much cheaper as one would be, so that n and then m cost as much as n + m. */
export function priceOf(unitCents: Cents, discounts: readonly Discount[], periods: number): Price {
  const discountCents = discountOf(unitCents, discounts) * periods;
  return { unitCents, discountCents, totalCents: unitCents * periods - discountCents };
}
