"use client";

import { type ReactNode, useState } from "react";
import { formatMoney } from "@/lib/money";
import { formatPhone } from "@/lib/phone-format";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { TextField } from "../ui/text-field";

export interface PayButtonProps {
  pay: FormAction<never>;
  amountCents: number;
  currency?: string;
  phone: string;
  /** What it buys; nothing when it settles what is owed. */
  purpose?: Record<string, string>;
  /** This is why they came. */
  urgent: boolean;
  children?: ReactNode;
}

/** The form of a payment by M-Pesa. The phone is theirs unless they say otherwise. */
export function PayButton(props: PayButtonProps) {
  const { pay, amountCents, currency, phone, purpose, urgent, children } = props;
  const [other, setOther] = useState(false);
  return (
    <ActionForm
      action={pay}
      hidden={{ ...purpose, ...(other ? {} : { phone }) }}
      className="flex flex-col gap-4"
    >
      {children}
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
        Pay {formatMoney(amountCents, currency)} with M-Pesa
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
