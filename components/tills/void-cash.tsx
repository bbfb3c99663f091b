"use client";

import { Undo2 } from "lucide-react";
import { formatMoney } from "@/lib/money";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { TextField } from "../ui/text-field";

export interface VoidCashProps {
  payment: { id: string; amountCents: number; receipt: string | null };
  action: FormAction;
}

/** Takes cash back out of the books, and out of the till. */
export function VoidCash({ payment, action }: VoidCashProps) {
  return (
    <ConfirmDialog
      trigger={
        <Button>
          <Undo2 aria-hidden /> Void…
        </Button>
      }
      title={`Void receipt ${payment.receipt}?`}
      description={`${formatMoney(payment.amountCents)} leaves the customer's wallet and the till. Time that it bought and that nothing else pays for ends at once.`}
      confirmLabel="Void receipt"
      danger
      action={action}
      hidden={{ paymentId: payment.id }}
      success="The receipt is void. Hand the money back."
    >
      <TextField name="reason" label="Why" placeholder="For whoever looks later" required />
    </ConfirmDialog>
  );
}
