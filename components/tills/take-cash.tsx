"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { v7 } from "uuid";
import type { CashTaken } from "@/services/tills";
import { CustomerPicker, type PickedCustomer } from "../customers/customer-picker";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { Dialog, DialogActions, DialogClose } from "../ui/dialog";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";
import { toast } from "../ui/toaster";

export type RecordCashAction = FormAction<CashTaken>;

export interface TakeCashProps {
  trigger: ReactNode;
  tillSessionId: string;
  action: RecordCashAction;
  /** On a customer's own page; else they are looked for. */
  customer?: PickedCustomer;
  /** What the cash may be for. */
  users?: { id: string; username: string; packageName: string }[];
}

const WALLET = "wallet";

/** Cash from a customer, with a receipt to print. The form has an id: sent twice, it counts once. */
export function TakeCash({ trigger, tillSessionId, action, customer, users = [] }: TakeCashProps) {
  const [open, setOpen] = useState(false);
  const [formId, setFormId] = useState("");
  const [purpose, setPurpose] = useState(WALLET);
  const router = useRouter();
  useEffect(() => {
    if (open) setFormId(v7());
  }, [open]);
  const done = ({ paymentId, receipt }: CashTaken) => {
    setOpen(false);
    toast.success(`Taken under ${receipt}.`);
    router.push(`/payments/${paymentId}`);
  };
  const choices = [
    { value: WALLET, label: "What they owe, then renewal" },
    ...users.map((user) => ({ value: user.id, label: user.username, detail: user.packageName })),
  ];
  return (
    <Dialog
      title={customer ? `Take cash from ${customer.label}` : "Take cash"}
      description="It is credited at once; they are back online in seconds and get an SMS."
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
    >
      <ActionForm
        action={action}
        onSuccess={done}
        hidden={{ formId, tillSessionId, ...(customer ? { customerId: customer.id } : {}) }}
        className="flex flex-col gap-4"
      >
        {customer ? null : (
          <Field name="customerId" label="Customer" required>
            {(control) => <CustomerPicker {...control} />}
          </Field>
        )}
        <TextField
          name="amount"
          label="Amount"
          inputMode="decimal"
          prefixText="KES"
          autoComplete="off"
          required
        />
        {users.length > 0 ? (
          <div className="grid gap-4 sm:grid-cols-[1fr_7rem]">
            <Field name="userId" label="For">
              {(control) => (
                <Select {...control} options={choices} value={purpose} onValueChange={setPurpose} />
              )}
            </Field>
            {purpose === WALLET ? null : (
              <TextField
                name="periods"
                label="Periods"
                type="number"
                min={1}
                max={36}
                defaultValue="1"
              />
            )}
          </div>
        ) : null}
        <DialogActions>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton>Take cash</SubmitButton>
        </DialogActions>
      </ActionForm>
    </Dialog>
  );
}
