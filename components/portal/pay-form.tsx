"use client";

import { useState } from "react";
import { formatMoney } from "@/lib/money";
import { formatPhone } from "@/lib/phone-format";
import { formatInstant } from "@/lib/time";
import type { RenewalQuote } from "@/services/billing";
import { ActionButton } from "../ui/action-button";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";
import { PriceLines } from "./price-lines";

interface Props {
  userId: string;
  /** For one period and more. */
  quotes: RenewalQuote[];
  phone: string;
  pay: FormAction<never>;
  renew: FormAction<unknown>;
  /** The package has run out: this is why they came. */
  urgent: boolean;
}

/** What it costs, what it buys, and the button. The phone is theirs unless they say otherwise. */
export function PayForm({ userId, quotes, phone, pay, renew, urgent }: Props) {
  const [other, setOther] = useState(false);
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
            fields={{ userId, periods: String(quote.periods) }}
            success="Renewed from your wallet."
          >
            Renew from your wallet
          </ActionButton>
        ) : null}
      </div>
    );
  return (
    <ActionForm
      action={pay}
      hidden={{ userId, periods: String(quote.periods), ...(other ? {} : { phone }) }}
      className="flex flex-col gap-4"
    >
      <PriceLines quote={quote} title={titleOf(quote, urgent)} />
      {howMany}
      {other ? (
        <TextField
          name="phone"
          label="M-Pesa number"
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          placeholder="0712 345 678"
          className="h-12 text-md"
          required
          autoFocus
        />
      ) : null}
      <SubmitButton size="xl" variant={urgent ? "primary" : "secondary"} className="w-full">
        Pay {formatMoney(quote.toPayCents, quote.currency)} with M-Pesa
      </SubmitButton>
      <p className="flex flex-wrap items-center justify-center gap-x-2 text-center text-sm text-ink-muted">
        {other ? "Or pay from your own number" : `The request goes to ${formatPhone(phone)}`}
        <Button variant="link" onClick={() => setOther(!other)}>
          {other ? "Use mine" : "Use another number"}
        </Button>
      </p>
    </ActionForm>
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
