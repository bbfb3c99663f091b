"use client";

import type { QuarantinedCallback } from "@/services/payments";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { TextAreaField } from "../ui/text-field";

export interface FinishCallbackProps {
  callback: QuarantinedCallback;
  action: FormAction<unknown>;
}

/** Staff have done what there was to do about it, and say what: it then waits no longer. */
export function FinishCallback({ callback, action }: FinishCallbackProps) {
  return (
    <ConfirmDialog
      trigger={<Button size="sm">Done, with a note…</Button>}
      title="Done with this callback?"
      description={callback.reason}
      confirmLabel="It is done"
      action={action}
      hidden={{ callbackId: callback.id }}
      success="Noted. It stands under Done."
    >
      <TextAreaField
        name="note"
        label="What was done about it"
        hint="For whoever looks later: where you looked, what you found. It moves no money, and the callback is kept."
        required
      />
    </ConfirmDialog>
  );
}
