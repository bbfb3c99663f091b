"use client";

import { Undo2 } from "lucide-react";
import { useState } from "react";
import { formatMoney } from "@/lib/money";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";

export interface ReversePaymentProps {
  payment: { id: string; amountCents: number };
  /** A Paybill's payment with a receipt can be sent back by us; a till's by Safaricom alone. */
  byProvider: boolean;
  action: FormAction<unknown>;
}

/** Takes a payment back: through M-Pesa, or in the books when the money is gone already. */
export function ReversePayment({ payment, byProvider, action }: ReversePaymentProps) {
  const [how, setHow] = useState(byProvider ? "provider" : "books");
  const amount = formatMoney(payment.amountCents);
  const asks = how === "provider";
  return (
    <ConfirmDialog
      trigger={
        <Button>
          <Undo2 aria-hidden /> Reverse…
        </Button>
      }
      title={`Reverse this payment of ${amount}?`}
      description="The money leaves the customer's wallet. Time that it bought and that nothing else pays for ends at once, and the wallet may go below zero."
      confirmLabel={asks ? "Ask M-Pesa to send it back" : "Reverse in the books"}
      danger
      action={action}
      hidden={{ paymentId: payment.id, ...(byProvider ? {} : { how: "books" }) }}
      success={asks ? "M-Pesa has been asked. The books follow its answer." : "Reversed."}
    >
      <div className="flex flex-col gap-4">
        {byProvider ? (
          <Field name="how" label="Where is the money?">
            {(control) => (
              <Select
                {...control}
                value={how}
                onValueChange={setHow}
                options={[
                  {
                    value: "provider",
                    label: "With us: ask M-Pesa to send it back",
                    detail: "The books follow when M-Pesa has done it.",
                  },
                  {
                    value: "books",
                    label: "Gone already: only write it down",
                    detail: "Safaricom has reversed it, or it never came.",
                  },
                ]}
              />
            )}
          </Field>
        ) : (
          <p className="text-sm text-ink-muted">
            This is written down in the books only: M-Pesa cannot be asked to send this payment back
            from here.
          </p>
        )}
        <TextField name="reason" label="Why" placeholder="For whoever looks later" required />
      </div>
    </ConfirmDialog>
  );
}
