"use client";

import { Banknote, CalendarPlus, Smartphone } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { formatMoney } from "@/lib/money";
import { formatPhone } from "@/lib/phone-format";
import { formatInstant } from "@/lib/time";
import type { RenewalQuote, UserBilling } from "@/services/billing";
import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { seenIn } from "./seen-in";

export interface RenewDialogProps {
  billing: Pick<UserBilling, "userId" | "customerId" | "phone" | "quotes">;
  action: FormAction<unknown>;
  /** Asks the customer's phone for what is missing. */
  prompt: FormAction<unknown>;
}

/** Periods from the wallet, one or more in advance. */
export function RenewDialog({ billing, action, prompt }: RenewDialogProps) {
  const { userId, quotes } = billing;
  const [first] = quotes;
  const [periods, setPeriods] = useState(String(first?.periods ?? 1));
  const chosen = quotes.find((quote) => String(quote.periods) === periods) ?? first;
  if (!chosen) return null;
  const missingCents = chosen.totalCents - chosen.walletCents;
  const missing = formatMoney(missingCents, chosen.currency);
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
      blocked={missingCents > 0 ? `${missing} is missing in the wallet.` : undefined}
      action={action}
      hidden={{ userId, ...seenIn(chosen) }}
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
      {missingCents > 0 ? <WaysToPay billing={billing} chosen={chosen} prompt={prompt} /> : null}
    </ConfirmDialog>
  );
}

/** How the missing money can come: it renews by itself when it does. */
function WaysToPay({
  billing: { userId, customerId, phone },
  chosen: { toPayCents, currency, periods },
  prompt,
}: Omit<RenewDialogProps, "action"> & { chosen: RenewalQuote }) {
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {phone ? (
        <ActionButton
          size="sm"
          action={prompt}
          fields={{ userId, customerId, phone, periods: String(periods) }}
          success={`A prompt is on its way to ${formatPhone(phone)}. What is paid renews by itself.`}
        >
          <Smartphone aria-hidden /> Prompt {formatPhone(phone)} for{" "}
          {formatMoney(toPayCents, currency)}
        </ActionButton>
      ) : null}
      <Button size="sm" asChild>
        <Link href={`/customers/${customerId}`}>
          <Banknote aria-hidden /> Take cash on the customer's page
        </Link>
      </Button>
    </div>
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
  detail:
    quote.keptSeconds === null
      ? `until ${formatInstant(quote.periodEnd)}`
      : "joins what the pause keeps",
});
