import type { ReactNode } from "react";
import type { PackageChangeQuote } from "@/services/billing";
import { Money } from "../ui/money";
import { ExactTime } from "../ui/relative-time";

/** What a change of package costs and gives back, line by line. */
export function ChangeSums({ sums, now }: { sums: PackageChangeQuote; now: boolean }) {
  const money = (cents: number) => <Money cents={cents} currency={sums.currency} />;
  if (!now && sums.renewalAt)
    return (
      <Lines>
        <Line label={`${sums.packageName} begins`} value={<ExactTime at={sums.renewalAt} />} />
        <Line label="One period then costs" value={money(sums.priceCents)} />
      </Lines>
    );
  return (
    <Lines>
      <Line label="In the wallet" value={money(sums.walletCents)} />
      {sums.credits.map((credit) => (
        <Line
          key={credit.billId}
          label={`Back for unused time, bill ${credit.billNumber ?? "being numbered"}`}
          value={<>+ {money(credit.amountCents)}</>}
        />
      ))}
      <Line label={`One period of ${sums.packageName}`} value={<>− {money(sums.priceCents)}</>} />
      {sums.missingCents > 0 ? (
        <Line strong label="Missing" value={money(sums.missingCents)} />
      ) : (
        <>
          <Line strong label="In the wallet afterwards" value={money(sums.walletAfterCents)} />
          <Line label="Paid until" value={<ExactTime at={sums.periodEnd} />} />
        </>
      )}
    </Lines>
  );
}

const Lines = ({ children }: { children: ReactNode }) => (
  <dl aria-label="Sums" className="flex flex-col gap-1.5 rounded-md bg-sunken px-4 py-3">
    {children}
  </dl>
);

const Line = (line: { label: string; value: ReactNode; strong?: boolean }) => (
  <div className={`flex justify-between gap-4 ${line.strong ? "font-semibold" : ""}`}>
    <dt className={line.strong ? "" : "text-ink-muted"}>{line.label}</dt>
    <dd className="text-right tabular">{line.value}</dd>
  </div>
);
