"use client";

import { ReceiptText } from "lucide-react";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { TextField } from "../ui/text-field";

export interface ChargeDialogProps {
  customerId: string;
  userId?: string;
  action: FormAction<unknown>;
}

/** A bill for work or equipment. */
export function ChargeDialog({ customerId, userId, action }: ChargeDialogProps) {
  return (
    <ConfirmDialog
      trigger={
        <Button size={userId ? "sm" : undefined}>
          <ReceiptText aria-hidden /> Add a charge
        </Button>
      }
      title="Add a charge"
      description="A bill for work or equipment, VAT included. The wallet pays it at once when it holds enough for all that is owed; else it waits for the next payment."
      confirmLabel="Add charge"
      action={action}
      hidden={{ customerId, ...(userId && { userId }) }}
      success="Charge added."
    >
      <div className="grid gap-4">
        <TextField name="description" label="What for" placeholder="New router" required />
        <TextField
          name="amountCents"
          label="Amount"
          inputMode="decimal"
          prefixText="KES"
          required
        />
      </div>
    </ConfirmDialog>
  );
}
