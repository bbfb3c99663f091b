"use client";

import { Printer } from "lucide-react";
import type { PaymentDetails } from "@/services/reports";
import type { SettingsOf } from "@/services/settings";
import { Button } from "../ui/button";
import { DescriptionList } from "../ui/description-list";
import { Money } from "../ui/money";
import { ExactTime } from "../ui/relative-time";

export const PrintButton = () => (
  <Button variant="primary" onClick={() => window.print()}>
    <Printer aria-hidden /> Print
  </Button>
);

export interface ReceiptSlipProps {
  details: Pick<PaymentDetails, "payment" | "customer" | "channel" | "allocations">;
  letterhead: SettingsOf<"letterhead">;
  operatorName: string;
}

/** What a customer takes home: fits a receipt printer's paper as well as a sheet. */
export function ReceiptSlip({ details, letterhead, operatorName }: ReceiptSlipProps) {
  const { payment, customer, channel, allocations } = details;
  const name = letterhead.legalName || operatorName;
  const head = [
    ...letterhead.addressLines,
    letterhead.phone,
    letterhead.email,
    letterhead.kraPin && `PIN ${letterhead.kraPin}`,
  ].filter(Boolean);
  return (
    <article className="mx-auto max-w-sm rounded-lg border border-line bg-surface py-5 print:border-0">
      <header className="px-4 pb-4 text-center">
        <h2 className="text-md font-semibold">{name}</h2>
        {head.map((line) => (
          <p key={line} className="text-sm text-ink-muted">
            {line}
          </p>
        ))}
      </header>
      {payment.status === "reversed" ? (
        <p className="mx-4 mb-3 rounded-md bg-bad-soft px-3 py-2 text-center font-medium text-bad">
          Void: this payment was taken back
        </p>
      ) : null}
      <DescriptionList
        className="border-line border-y"
        facts={[
          { label: "Receipt", value: <span className="font-mono">{payment.receipt}</span> },
          { label: "Date", value: <ExactTime at={payment.paidAt} /> },
          { label: "From", value: customer?.name ?? payment.payerName ?? "Unknown" },
          ...(customer ? [{ label: "Account", value: customer.accountNumber }] : []),
          { label: payment.provider === "cash" ? "Cash at" : "Paid to", value: channel.name },
          {
            label: "Received",
            value: <Money cents={payment.amountCents} className="text-md font-semibold" />,
          },
        ]}
      />
      {allocations.length > 0 ? (
        <section className="px-4 pt-3" aria-label="Paid with it">
          {allocations.map((allocation) => (
            <p key={allocation.id} className="flex justify-between gap-4 text-sm">
              <span>Bill {allocation.billNumber ?? "being numbered"}</span>
              <Money cents={allocation.amountCents} />
            </p>
          ))}
        </section>
      ) : null}
      <footer className="px-4 pt-4 text-center text-sm text-ink-muted">
        {letterhead.footer || "Thank you."}
      </footer>
    </article>
  );
}
