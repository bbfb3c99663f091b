"use client";

import { useState } from "react";
import { formatMoney } from "@/lib/money";
import { formatPhone } from "@/lib/phone-format";
import type { RenewalQuote } from "@/services/billing";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { TextField } from "../ui/text-field";
import { PriceLines } from "./price-lines";

interface Props {
  userId: string;
  quote: RenewalQuote;
  phone: string;
  pay: FormAction<never>;
  /** The package has run out: this is why they came. */
  urgent: boolean;
}

/** What it costs, what it buys, and the button. The phone is theirs unless they say otherwise. */
export function PayForm({ userId, quote, phone, pay, urgent }: Props) {
  const [other, setOther] = useState(false);
  if (quote.toPayCents === 0) return <p className="text-md text-ink-muted">{quote.words}</p>;
  return (
    <ActionForm
      action={pay}
      hidden={{ userId, ...(other ? {} : { phone }) }}
      className="flex flex-col gap-4"
    >
      <PriceLines quote={quote} title={urgent ? "To get back online" : "Renew early"} />
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
