"use client";

import { Undo2 } from "lucide-react";
import { useState } from "react";
import { v7 } from "uuid";
import { formatMoney } from "@/lib/money";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";

export interface RefundWalletProps {
  customerId: string;
  walletCents: number;
  /** The customer's own numbers, written for people. */
  phones: string[];
  action: FormAction<unknown>;
}

/** Sends wallet money back to the customer's M-Pesa. Each opening of the form is one refund at most. */
export function RefundWallet({ customerId, walletCents, phones, action }: RefundWalletProps) {
  const [open, setOpen] = useState(false);
  const [refundId, setRefundId] = useState("");
  const change = (next: boolean) => {
    if (next) setRefundId(v7());
    setOpen(next);
  };
  return (
    <ConfirmDialog
      trigger={
        <Button>
          <Undo2 aria-hidden /> Refund…
        </Button>
      }
      open={open}
      onOpenChange={change}
      title="Refund from the wallet"
      description={`The wallet has ${formatMoney(walletCents)}. What you send leaves it now and comes back if M-Pesa refuses.`}
      confirmLabel="Send by M-Pesa"
      action={action}
      hidden={{ refundId, customerId }}
      success="M-Pesa has been asked to pay it out."
    >
      <div className="flex flex-col gap-4">
        <TextField
          name="amountCents"
          label="Amount"
          inputMode="decimal"
          prefixText="KES"
          hint="Whole shillings, from KES 10."
          placeholder={String(Math.floor(walletCents / 100))}
          autoComplete="off"
          required
        />
        <Field name="phone" label="To">
          {(control) => (
            <Select
              {...control}
              defaultValue={phones[0]}
              options={phones.map((phone) => ({ value: phone, label: phone }))}
            />
          )}
        </Field>
        <TextField name="reason" label="Why" placeholder="For whoever looks later" required />
      </div>
    </ConfirmDialog>
  );
}
