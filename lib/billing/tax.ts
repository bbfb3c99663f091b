import type { Cents } from "../money";

/** Rates in basis points: 1600 is 16 %. */
export interface TaxRates {
  vat: number;
  excise: number;
}

export interface TaxSplit {
  netCents: Cents;
  exciseCents: Cents;
  vatCents: Cents;
}

/**
 * Takes an inclusive price apart: gross = net × (1 + excise) × (1 + VAT), because VAT is charged on excise too.
 * Each part is rounded to the cent and the parts add up to the whole.
 */
export function splitTax(grossCents: Cents, rates: TaxRates): TaxSplit {
  const beforeVat = withoutTax(grossCents, rates.vat);
  const netCents = withoutTax(beforeVat, rates.excise);
  return { netCents, exciseCents: beforeVat - netCents, vatCents: grossCents - beforeVat };
}

/** Half a cent rounds up. BigInt, because cents times basis points may leave the exact numbers. */
function withoutTax(cents: Cents, basisPoints: number): Cents {
  const divisor = BigInt(10_000 + basisPoints);
  return Number((BigInt(cents) * 20_000n + divisor) / (divisor * 2n));
}
