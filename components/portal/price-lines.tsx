import type { ReactNode } from "react";
import { formatMoney } from "@/lib/money";
import type { RenewalQuote } from "@/services/billing";
import type { NamedBill } from "@/services/customers";
import { ExactTime } from "../ui/relative-time";

export interface PriceLinesProps {
  quote: RenewalQuote;
  /** What the price is made of, of who pays after use. */
  bills?: NamedBill[];
  title: string;
}

/** What is paid for, until when it runs, and what the wallet adds. */
export function PriceLines({ quote, bills = [], title }: PriceLinesProps) {
  const { totalCents, toPayCents, walletCents, debtCents, currency } = quote;
  const fromWallet = Math.min(walletCents, totalCents);
  const isPriceNamed = bills.length > 0;
  const isSum = totalCents > 0 && (fromWallet > 0 || debtCents > 0);
  return (
    <section aria-label={title}>
      <div className="flex items-baseline justify-between gap-4">
        <h2 className="text-md font-semibold">{title}</h2>
        <p className="text-xl font-semibold tabular">{formatMoney(toPayCents, currency)}</p>
      </div>
      <dl className="mt-1.5 flex flex-col gap-1 text-ink-muted">
        <BillLines bills={bills} />
        {quote.discountCents > 0 ? (
          <Line label="Discount, taken off" value={formatMoney(quote.discountCents, currency)} />
        ) : null}
        {isSum && !isPriceNamed ? (
          <Line label="Price" value={formatMoney(totalCents, currency)} />
        ) : null}
        {fromWallet > 0 ? (
          <Line label="From your wallet" value={`−${formatMoney(fromWallet, currency)}`} />
        ) : null}
        {debtCents > 0 ? (
          <Line
            label="Still owed from a payment that was taken back"
            value={formatMoney(debtCents, currency)}
          />
        ) : null}
        <Rounding toPayCents={toPayCents} exactCents={totalCents - walletCents} />
        {quote.postpaid?.dueAt ? (
          isPriceNamed ? null : (
            <Line label="To be paid by" value={<ExactTime at={quote.postpaid.dueAt} />} />
          )
        ) : (
          <Line label="Runs until" value={<ExactTime at={quote.periodEnd} />} />
        )}
      </dl>
    </section>
  );
}

/** Each bill with what it is for, and by when it is to be paid. */
export function BillLines({ bills }: { bills: NamedBill[] }) {
  return bills.map(({ id, number, what, leftCents, dueAt }) => (
    <Line
      key={id}
      label={
        <>
          <span className="block text-ink">{what}</span>
          {number ? `Bill ${number}` : "A bill"}
          {dueAt ? (
            <>
              , due <ExactTime at={dueAt} />
            </>
          ) : null}
        </>
      }
      value={formatMoney(leftCents)}
    />
  ));
}

/** M-Pesa moves whole shillings: why the sum is more than its parts. */
export function Rounding({ toPayCents, exactCents }: { toPayCents: number; exactCents: number }) {
  const extra = toPayCents - exactCents;
  if (extra <= 0 || extra >= 100) return null;
  return <Line label="To whole shillings, stays in your wallet" value={formatMoney(extra)} />;
}

/** A part of a sum. */
export function Line({ label, value }: { label: ReactNode; value: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-pretty">{label}</dt>
      <dd className="shrink-0 text-right tabular">{value}</dd>
    </div>
  );
}
