"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { formatMoney } from "@/lib/money";
import type { DiscountRow } from "@/services/billing";
import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Field } from "../ui/field";
import { ExactTime } from "../ui/relative-time";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";

export interface DiscountsProps {
  userId: string;
  discounts: DiscountRow[];
  mayWrite: boolean;
  add: FormAction<unknown>;
  end: FormAction<unknown>;
}

/** What is taken off a user's price, why, and since when. */
export function Discounts({ userId, discounts, mayWrite, add, end }: DiscountsProps) {
  return (
    <section aria-label="Discounts" className="border-line border-t px-4 py-3">
      <div className="flex items-center justify-between gap-3">
        <h3 className="text-sm font-medium">Discounts</h3>
        {mayWrite ? <AddDiscount userId={userId} action={add} /> : null}
      </div>
      {discounts.length === 0 ? <p className="text-sm text-ink-faint">None.</p> : null}
      <ul className="mt-1 flex flex-col gap-2">
        {discounts.map((discount) => (
          <li key={discount.id} className="flex items-start justify-between gap-3">
            <div className="min-w-0">
              <p>
                {amountOf(discount)} <StateBadge discount={discount} />
              </p>
              <p className="text-sm text-ink-faint [overflow-wrap:anywhere]">
                {discount.reason} · from <ExactTime at={discount.validFrom} />
                {discount.validUntil ? (
                  <>
                    {" "}
                    until <ExactTime at={discount.validUntil} />
                  </>
                ) : null}
                {discount.staffName ? ` · ${discount.staffName}` : null}
              </p>
            </div>
            {mayWrite && discount.state !== "over" ? (
              <ActionButton
                size="sm"
                action={end}
                fields={{ userId, discountId: discount.id }}
                success="Discount ended."
                aria-label={`End the discount of ${amountOf(discount)}`}
              >
                End
              </ActionButton>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

const amountOf = ({ kind, value }: DiscountRow): string =>
  kind === "percent" ? `${value / 100} %` : `${formatMoney(value)} a period`;

function StateBadge({ discount: { state } }: { discount: DiscountRow }) {
  if (state === "in_force") return null;
  return <Badge>{state === "coming" ? "coming" : "over"}</Badge>;
}

const KINDS = [
  { value: "percent", label: "Percent of the price" },
  { value: "amount", label: "Shillings off each period" },
];

function AddDiscount({ userId, action }: { userId: string; action: FormAction<unknown> }) {
  const [kind, setKind] = useState("percent");
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="ghost">
          <Plus aria-hidden /> Add
        </Button>
      }
      title="Add a discount"
      description="It counts for periods sold from its first day on, and cannot be edited: end it and make another."
      confirmLabel="Add discount"
      action={action}
      hidden={{ userId }}
      success="Discount added."
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="kind" label="Kind">
          {(control) => (
            <Select {...control} options={KINDS} value={kind} onValueChange={setKind} />
          )}
        </Field>
        <TextField
          name="value"
          label="How much"
          inputMode="decimal"
          suffix={kind === "percent" ? "%" : "KES"}
          required
        />
        <TextField name="validFrom" label="From" type="date" hint="Empty: from now." optional />
        <TextField
          name="validUntil"
          label="Last day"
          type="date"
          hint="Empty: until ended."
          optional
        />
        <TextField name="reason" label="Why" fieldClassName="sm:col-span-2" required />
      </div>
    </ConfirmDialog>
  );
}
