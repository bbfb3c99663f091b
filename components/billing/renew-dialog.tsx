"use client";

import { CalendarPlus } from "lucide-react";
import { useState } from "react";
import { formatMoney } from "@/lib/money";
import { formatInstant } from "@/lib/time";
import type { RenewalQuote } from "@/services/billing";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Field } from "../ui/field";
import { Select } from "../ui/select";

export interface RenewDialogProps {
  userId: string;
  quotes: RenewalQuote[];
  action: FormAction<unknown>;
}

/** Periods from the wallet, one or more in advance. */
export function RenewDialog({ userId, quotes, action }: RenewDialogProps) {
  const [first] = quotes;
  const [periods, setPeriods] = useState(String(first?.periods ?? 1));
  const chosen = quotes.find((quote) => String(quote.periods) === periods) ?? first;
  if (!chosen) return null;
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm">
          <CalendarPlus aria-hidden /> Renew from wallet
        </Button>
      }
      title="Renew from the wallet"
      description={walletWords(chosen)}
      confirmLabel="Renew"
      action={action}
      hidden={{ userId, seenFrom: chosen.periodStart.toISOString() }}
      success="Renewed."
    >
      <Field name="periods" label="How many periods">
        {(control) => (
          <Select
            {...control}
            value={periods}
            onValueChange={setPeriods}
            options={quotes.map(periodOption)}
          />
        )}
      </Field>
      {chosen.toPayCents > 0 ? (
        <p className="mt-3 text-warn">
          {formatMoney(chosen.totalCents - chosen.walletCents, chosen.currency)} is missing in the
          wallet.
        </p>
      ) : null}
    </ConfirmDialog>
  );
}

const walletWords = ({ walletCents, debtCents, currency }: RenewalQuote) =>
  debtCents > 0
    ? `The customer owes ${formatMoney(debtCents, currency)} from a payment that was taken back.`
    : `The wallet holds ${formatMoney(walletCents, currency)}.`;

/** "3 × Home 10 Mbps: KES 7,500, until 10 Sep 2026, 09:00". */
export const periodOption = (quote: RenewalQuote) => ({
  value: String(quote.periods),
  label: `${quote.periods} × ${quote.packageName}: ${formatMoney(quote.totalCents, quote.currency)}`,
  detail: `until ${formatInstant(quote.periodEnd)}`,
});
