"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { formatMoney } from "@/lib/money";
import type { UnmatchedPayment } from "@/services/payments";
import { ActionForm, type FormAction, SubmitButton } from "../../ui/action-form";
import { Button } from "../../ui/button";
import { Dialog, DialogActions, DialogClose } from "../../ui/dialog";
import { TextField } from "../../ui/text-field";
import { toast } from "../../ui/toaster";

export type AssignAction = FormAction<{ customerIds: string[] }>;
type Likely = UnmatchedPayment["likely"][number];

export interface LikelyCustomersProps {
  payment: Pick<UnmatchedPayment, "id" | "amountCents" | "likely">;
  action: AssignAction;
}

/** Whom the payment may belong to and why; one press and a confirmation give it to them whole. */
export function LikelyCustomers({ payment, action }: LikelyCustomersProps) {
  if (payment.likely.length === 0)
    return (
      <p className="px-4 py-8 text-center text-ink-muted">
        Neither account, phone, name nor amount points to anybody. Search for the customer below.
      </p>
    );
  return (
    <ul className="divide-y divide-line">
      {payment.likely.map((customer) => (
        <li key={customer.customerId} className="flex flex-wrap items-start gap-3 px-4 py-3">
          <div className="min-w-0 flex-1 basis-64">
            <Link
              href={`/customers/${customer.customerId}`}
              className="font-medium hover:underline"
            >
              {customer.name}
            </Link>
            <span className="ml-2 font-mono text-sm text-ink-faint">{customer.accountNumber}</span>
            <ul className="mt-0.5 text-sm text-ink-muted">
              {customer.reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </div>
          <GiveWhole payment={payment} customer={customer} action={action} />
        </li>
      ))}
    </ul>
  );
}

function GiveWhole({ payment, customer, action }: LikelyCustomersProps & { customer: Likely }) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const amount = formatMoney(payment.amountCents);
  const done = () => {
    setOpen(false);
    toast.success(`${amount} given to ${customer.name}.`);
    router.push(`/payments/${payment.id}`);
  };
  return (
    <Dialog
      title={`Give ${amount} to ${customer.name}?`}
      description="It pays what they owe, renews them, brings them back online, and they get an SMS."
      open={open}
      onOpenChange={setOpen}
      trigger={<Button size="sm">Give to {customer.name}</Button>}
    >
      <ActionForm
        action={action}
        onSuccess={done}
        hidden={{
          paymentId: payment.id,
          "parts.0.customerId": customer.customerId,
          "parts.0.amount": String(payment.amountCents / 100),
        }}
      >
        <TextField
          name="note"
          label="How you know"
          optional
          placeholder="Called us, sent the SMS"
        />
        <DialogActions>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton>Give {amount}</SubmitButton>
        </DialogActions>
      </ActionForm>
    </Dialog>
  );
}
