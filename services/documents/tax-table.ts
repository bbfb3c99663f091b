import type { PaperTable } from "@/lib/documents";
import { formatMoney } from "@/lib/money";

export interface TaxRow {
  label: string;
  baseCents: number;
  taxCents: number;
}

interface Taxed {
  netCents: number;
  exciseCents: number;
  vatCents: number;
}

const percent = (basisPoints: number) => `${Number((basisPoints / 100).toFixed(2))} %`;

/** Each tax of a bill with what it was charged on: VAT is charged on excise too. Taxes that are not on it are left out. */
export function taxRows(lines: readonly Taxed[], rates: { vat: number; excise: number }): TaxRow[] {
  const sum = (of: readonly Taxed[], value: (line: Taxed) => number) =>
    of.reduce((total, line) => total + value(line), 0);
  const excised = lines.filter((line) => line.exciseCents > 0);
  const taxed = lines.filter((line) => line.vatCents > 0);
  return [
    {
      label: `Excise ${percent(rates.excise)}`,
      baseCents: sum(excised, (line) => line.netCents),
      taxCents: sum(excised, (line) => line.exciseCents),
    },
    {
      label: `VAT ${percent(rates.vat)}`,
      baseCents: sum(taxed, (line) => line.netCents + line.exciseCents),
      taxCents: sum(taxed, (line) => line.vatCents),
    },
  ].filter((row) => row.taxCents > 0);
}

export const taxTable = (rows: readonly TaxRow[]): PaperTable => ({
  heading: "Taxes included",
  columns: [
    { header: "Tax", wide: true },
    { header: "On", align: "right" },
    { header: "Tax", align: "right" },
  ],
  rows: rows.map((row) => [row.label, formatMoney(row.baseCents), formatMoney(row.taxCents)]),
});
