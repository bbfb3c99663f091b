"use client";

import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { TextField } from "../ui/text-field";

export interface BillActionsProps {
  customerId: string;
  bill: { id: string; number: string | null; status: "open" | "paid" | "void"; totalCents: number };
  mayVoid: boolean;
  mayCredit: boolean;
  voidBill: FormAction<unknown>;
  creditBill: FormAction<unknown>;
}

/** Voids an open bill, or gives money of a paid one back. */
export function BillActions(props: BillActionsProps) {
  const { customerId, bill, mayVoid, mayCredit } = props;
  const name = bill.number ?? "this bill";
  const hidden = { customerId, billId: bill.id };
  const reason = <TextField name="reason" label="Why" hint="It stands in the books." required />;
  if (bill.status === "open" && mayVoid)
    return (
      <ConfirmDialog
        trigger={
          <Button size="sm" variant="ghost" aria-label={`Void ${name}`}>
            Void
          </Button>
        }
        title={`Void ${name}?`}
        description="It is owed no more, and its number stays. What was paid on it goes back to the wallet."
        confirmLabel="Void bill"
        danger
        action={props.voidBill}
        hidden={hidden}
        success="Bill voided."
      >
        {reason}
      </ConfirmDialog>
    );
  if (bill.status === "paid" && bill.totalCents > 0 && mayCredit)
    return (
      <ConfirmDialog
        trigger={
          <Button size="sm" variant="ghost" aria-label={`Credit ${name}`}>
            Credit
          </Button>
        }
        title={`Credit ${name}`}
        description="A credit note gives a part of it, or all, back to the wallet, taxes in their proportions. The time it bought stays."
        confirmLabel="Give back"
        action={props.creditBill}
        hidden={hidden}
        success="Credited to the wallet."
      >
        <div className="grid gap-4">
          <TextField
            name="amountCents"
            label="Amount"
            inputMode="decimal"
            prefixText="KES"
            required
          />
          {reason}
        </div>
      </ConfirmDialog>
    );
  return null;
}
