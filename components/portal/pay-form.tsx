"use client";

import { useState } from "react";
import { formatMoney } from "@/lib/money";
import { formatInstant } from "@/lib/time";
import type { RenewalQuote } from "@/services/billing";
import type { NamedBill } from "@/services/customers";
import { seenIn } from "../billing/seen-in";
import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { PayButton } from "./pay-button";
import { PriceLines } from "./price-lines";

interface Props {
  userId: string;
  /** For one period and more. */
  quotes: RenewalQuote[];
  /** What the price is made of, of who pays after use. */
  bills?: NamedBill[];
  phone: string;
  pay: FormAction<never>;
  renew: FormAction<unknown>;
  /** The package has run out: this is why they came. */
  urgent: boolean;
}

/** What it costs, what it buys, and the button. */
export function PayForm({ userId, quotes, bills, phone, pay, renew, urgent }: Props) {
  const [periods, setPeriods] = useState("");
  const quote = quotes.find((each) => String(each.periods) === periods) ?? quotes[0];
  if (!quote) return null;
  const howMany = <Periods quotes={quotes} value={String(quote.periods)} onChange={setPeriods} />;
  if (quote.toPayCents === 0)
    return (
      <div className="flex flex-col gap-4">
        <p className="text-md text-ink-muted">{quote.words}</p>
        {howMany}
        {quote.totalCents > 0 ? (
          <ActionButton
            size="xl"
            variant={urgent ? "primary" : "secondary"}
            className="w-full"
            action={renew}
            fields={{ userId, periods: String(quote.periods), ...seenIn(quote) }}
            success="Renewed from your wallet."
          >
            Renew from your wallet
          </ActionButton>
        ) : null}
      </div>
    );
  return (
    <PayButton
      pay={pay}
      amountCents={quote.toPayCents}
      currency={quote.currency}
      phone={phone}
      purpose={{ userId, periods: String(quote.periods) }}
      urgent={urgent}
    >
      <PriceLines quote={quote} bills={bills} title={titleOf(quote, urgent)} />
      {howMany}
    </PayButton>
  );
}

/** One period, or more in advance. */
function Periods(props: {
  quotes: RenewalQuote[];
  value: string;
  onChange: (periods: string) => void;
}) {
  if (props.quotes.length < 2) return null;
  return (
    <Field name="periods" label="How long">
      {({ name: _, ...control }) => (
        <Select
          {...control}
          className="h-12 text-md"
          options={props.quotes.map((quote) => ({
            value: String(quote.periods),
            label: quote.periods === 1 ? "1 period" : `${quote.periods} periods in advance`,
            detail: `${formatMoney(quote.totalCents, quote.currency)}, until ${formatInstant(quote.periodEnd)}`,
          }))}
          value={props.value}
          onValueChange={props.onChange}
        />
      )}
    </Field>
  );
}

function titleOf(quote: RenewalQuote, urgent: boolean): string {
  if (quote.postpaid) return urgent ? "To get back online" : "Your bill";
  return urgent ? "To get back online" : "Renew early";
}
