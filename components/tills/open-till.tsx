"use client";

import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { TextField } from "../ui/text-field";

export interface OpenTillProps {
  till: { channelId: string; name: string; lastCountedCents: number | null };
  action: FormAction;
}

/** Begins a turn at a till with what lies in it. */
export function OpenTill({ till, action }: OpenTillProps) {
  return (
    <ConfirmDialog
      title={`Open ${till.name}`}
      description="Count what lies in it first: the change you begin with."
      trigger={<Button variant="primary">Open</Button>}
      confirmLabel="Open till"
      action={action}
      hidden={{ channelId: till.channelId }}
      success={`${till.name} is open.`}
    >
      <TextField
        name="opening"
        label="Counted"
        inputMode="decimal"
        prefixText="KES"
        autoComplete="off"
        required
      />
    </ConfirmDialog>
  );
}
