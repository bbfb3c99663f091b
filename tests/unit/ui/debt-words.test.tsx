import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { PriceLines } from "@/components/portal/price-lines";
import type { RenewalQuote } from "@/services/billing";

const quote: RenewalQuote = {
  userId: "u",
  packageId: "p",
  packageName: "Home 10 Mbps",
  periods: 1,
  currency: "KES",
  totalCents: 150_000,
  discountCents: 0,
  walletCents: -50_000,
  debtCents: 50_000,
  toPayCents: 200_000,
  periodStart: new Date("2026-06-10T06:00:00Z"),
  periodEnd: new Date("2026-07-10T06:00:00Z"),
  keptSeconds: null,
  words: "",
};
const textOf = (change: Partial<RenewalQuote>) =>
  renderToStaticMarkup(<PriceLines quote={{ ...quote, ...change }} title="Renew early" />).replace(
    /<[^>]+>/g,
    "|",
  );

test("the portal's price names the debt that is part of it, and is silent when there is none", () => {
  expect(textOf({})).toMatch(
    /KES 2,000\|.*Price\|+KES 1,500\|.*Still owed from a payment that was taken back\|+KES 500\|/,
  );
  expect(textOf({ totalCents: 0, toPayCents: 50_000 })).not.toContain("Price");
  expect(textOf({ walletCents: 0, debtCents: 0, toPayCents: 150_000 })).not.toContain("owed");
});
