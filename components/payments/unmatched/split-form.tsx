"use client";

import { Plus, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { formatMoney, parseAmount } from "@/lib/money";
import type { UnmatchedPayment } from "@/services/payments";
import { CustomerPicker } from "../../customers/customer-picker";
import { ActionForm, SubmitButton } from "../../ui/action-form";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { TextField } from "../../ui/text-field";
import { toast } from "../../ui/toaster";
import type { AssignAction } from "./likely-customers";

export interface SplitFormProps {
  payment: Pick<UnmatchedPayment, "id" | "amountCents">;
  action: AssignAction;
}

interface Row {
  key: number;
  amount: string;
}

const MOST_PARTS = 20;
const centsOf = (amount: string) => parseAmount(amount.replace(/[,\s]/g, "")) ?? 0;

/** Gives the payment to anybody, whole or in parts; says what is left over while one types. */
export function SplitForm({ payment, action }: SplitFormProps) {
  const first = useId();
  const router = useRouter();
  const [rows, setRows] = useState<Row[]>([{ key: 0, amount: String(payment.amountCents / 100) }]);
  const given = rows.reduce((sum, row) => sum + centsOf(row.amount), 0);
  const left = payment.amountCents - given;
  const type = (key: number, amount: string) =>
    setRows((was) => was.map((row) => (row.key === key ? { ...row, amount } : row)));
  const add = () =>
    setRows((was) => [
      ...was,
      {
        key: Math.max(...was.map((row) => row.key)) + 1,
        amount: left > 0 ? String(left / 100) : "",
      },
    ]);
  const remove = (key: number) => setRows((was) => was.filter((row) => row.key !== key));
  const done = () => {
    toast.success(rows.length > 1 ? "The payment was split." : "The payment was given.");
    router.push(`/payments/${payment.id}`);
  };
  return (
    <ActionForm action={action} onSuccess={done} hidden={{ paymentId: payment.id }}>
      <div className="flex flex-col gap-4">
        {rows.map((row, index) => (
          <fieldset
            key={row.key}
            className="flex min-w-0 items-start gap-3 max-sm:flex-wrap"
            aria-label={`Part ${index + 1}`}
          >
            <Field
              name={`parts.${index}.customerId`}
              label="Customer"
              className="min-w-0 flex-1 max-sm:basis-full"
            >
              {(control) => <CustomerPicker {...control} />}
            </Field>
            <Field name={`parts.${index}.amount`} label="Amount" className="w-36 shrink-0">
              {(control) => (
                <Input
                  {...control}
                  inputMode="decimal"
                  prefixText="KES"
                  value={row.amount}
                  onChange={(event) => type(row.key, event.target.value)}
                />
              )}
            </Field>
            {rows.length > 1 ? (
              <Button
                variant="ghost"
                size="icon"
                className="mt-6.5"
                aria-label={`Remove part ${index + 1}`}
                onClick={() => remove(row.key)}
              >
                <X aria-hidden />
              </Button>
            ) : null}
          </fieldset>
        ))}
        <div className="flex flex-wrap items-center justify-between gap-3">
          <Button size="sm" onClick={add} disabled={rows.length >= MOST_PARTS}>
            <Plus aria-hidden /> Another customer
          </Button>
          <p id={first} role="status" className="text-sm text-ink-muted tabular">
            {leftInWords(left)}
          </p>
        </div>
        <TextField name="note" label="How you know" optional />
        <SubmitButton className="self-end" aria-describedby={first}>
          {rows.length > 1 ? `Split over ${rows.length} customers` : "Give to this customer"}
        </SubmitButton>
      </div>
    </ActionForm>
  );
}

function leftInWords(left: number): string {
  if (left === 0) return "The parts add up to the payment.";
  return left > 0
    ? `${formatMoney(left)} is left over.`
    : `${formatMoney(-left)} more than was paid.`;
}
