"use client";

import { Pencil } from "lucide-react";
import { useState } from "react";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { Dialog, DialogActions, DialogClose } from "../ui/dialog";
import { TextAreaField, TextField } from "../ui/text-field";
import { toast } from "../ui/toaster";

export interface EditCustomerProps {
  action: FormAction<unknown>;
  customer: {
    id: string;
    version: number;
    name: string;
    phone: string;
    email: string | null;
    address: string | null;
    notes: string | null;
  };
}

/** A customer's particulars in a dialog. */
export function EditCustomer({ action, customer }: EditCustomerProps) {
  const [open, setOpen] = useState(false);
  const done = () => {
    setOpen(false);
    toast.success("Customer saved.");
  };
  return (
    <Dialog
      title="Edit customer"
      size="md"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button>
          <Pencil aria-hidden /> Edit
        </Button>
      }
    >
      <ActionForm
        action={action}
        onSuccess={done}
        hidden={{ customerId: customer.id, version: String(customer.version) }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField name="name" label="Name" defaultValue={customer.name} required />
          <TextField
            name="phone"
            label="Main phone"
            type="tel"
            defaultValue={customer.phone}
            required
          />
          <TextField
            name="email"
            label="Email"
            type="email"
            defaultValue={customer.email ?? ""}
            optional
          />
          <TextField name="address" label="Where" defaultValue={customer.address ?? ""} optional />
          <div className="sm:col-span-2">
            <TextAreaField
              name="notes"
              label="Notes"
              defaultValue={customer.notes ?? ""}
              optional
            />
          </div>
        </div>
        <DialogActions>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton>Save changes</SubmitButton>
        </DialogActions>
      </ActionForm>
    </Dialog>
  );
}
