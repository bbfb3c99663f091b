"use client";

import { Plus } from "lucide-react";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { TextField } from "../ui/text-field";

/** A new cash desk. */
export function AddTill({ action }: { action: FormAction }) {
  return (
    <ConfirmDialog
      title="Add till"
      description="It has an account of its own in the ledger."
      trigger={
        <Button>
          <Plus aria-hidden /> Add till
        </Button>
      }
      confirmLabel="Add till"
      action={action}
      success="Till added."
    >
      <TextField name="name" label="Name" placeholder="Front office" required />
    </ConfirmDialog>
  );
}
