"use client";

import { useState } from "react";
import { formatPhone } from "@/lib/phone-format";
import { dayOf } from "@/lib/time";
import type { ImportRowView } from "@/services/imports";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { Dialog, DialogActions, DialogClose } from "../ui/dialog";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";

export interface RowPackage {
  id: string;
  name: string;
  serviceType: string;
}

export interface RowDialogProps {
  batchId: string;
  row: ImportRowView;
  packages: RowPackage[];
  action: FormAction<unknown>;
}

const lastDay = (end: Date | null) => (end ? dayOf(new Date(end.getTime() - 1)) : "");

/** Corrects one login before it is taken in. */
export function RowDialog({ batchId, row, packages, action }: RowDialogProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      trigger={
        <Button size="sm" aria-label={`Edit ${row.username}`}>
          Edit
        </Button>
      }
      open={open}
      onOpenChange={setOpen}
      title={row.username}
      description={row.found.comment ? `On the router: “${row.found.comment}”` : undefined}
    >
      <ActionForm
        action={action}
        hidden={{ batchId, rowId: row.id }}
        onSuccess={() => setOpen(false)}
        className="flex flex-col gap-4"
      >
        {row.remarks.length > 0 ? (
          <ul className="list-disc space-y-1 pl-4 text-sm">
            {row.remarks.map(({ code, message, blocks }) => (
              <li key={code} className={blocks ? "text-warn" : "text-ink-muted"}>
                {message}
              </li>
            ))}
          </ul>
        ) : null}
        <TextField name="customerName" label="Customer" defaultValue={row.customerName} required />
        <TextField
          name="phone"
          label="Phone"
          type="tel"
          inputMode="tel"
          placeholder="0712 345 678"
          defaultValue={row.phone ? formatPhone(row.phone) : ""}
          hint="Logins with one phone and one name become one customer."
          optional
        />
        <Field name="importPackageId" label="Package">
          {(control) => (
            <Select
              {...control}
              defaultValue={row.importPackageId}
              options={packages
                .filter((one) => one.serviceType === row.serviceType)
                .map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </Field>
        {row.lapsed ? null : (
          <TextField
            name="paidUntil"
            label="Paid until"
            type="date"
            defaultValue={lastDay(row.paidUntil)}
            hint="Empty: the day for all."
            optional
          />
        )}
        <DialogActions>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton>Save</SubmitButton>
        </DialogActions>
      </ActionForm>
    </Dialog>
  );
}
