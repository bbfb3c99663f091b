"use client";

import { useState } from "react";
import { formatMoney } from "@/lib/money";
import type { TillClosed } from "@/services/tills";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { Dialog, DialogActions, DialogClose } from "../ui/dialog";
import { TextAreaField, TextField } from "../ui/text-field";
import { toast } from "../ui/toaster";

export type CloseTillAction = FormAction<TillClosed>;
export interface CloseTillProps {
  till: { tillSessionId: string; name: string };
  action: CloseTillAction;
}

/** Ends a turn with a count. What the books expect is not shown before: a count should be a count. */
export function CloseTill({ till, action }: CloseTillProps) {
  const [open, setOpen] = useState(false);
  const done = ({ differenceCents, countedCents }: TillClosed) => {
    setOpen(false);
    const counted = formatMoney(countedCents);
    toast.success(
      differenceCents === 0
        ? `${till.name} is closed with ${counted}. It is right to the cent.`
        : `${till.name} is closed with ${counted}, ${formatMoney(Math.abs(differenceCents))} ${differenceCents < 0 ? "short" : "over"}.`,
    );
  };
  return (
    <Dialog
      title={`Close ${till.name}`}
      description="Count everything in it, the change you began with as well."
      open={open}
      onOpenChange={setOpen}
      trigger={<Button>Close with count</Button>}
    >
      <ActionForm
        action={action}
        onSuccess={done}
        hidden={{ tillSessionId: till.tillSessionId }}
        className="flex flex-col gap-4"
      >
        <TextField
          name="counted"
          label="Counted"
          inputMode="decimal"
          prefixText="KES"
          autoComplete="off"
          required
        />
        <TextAreaField
          name="note"
          label="Note"
          hint="Needed when the count differs: what happened, or where the money went."
          optional
        />
        <DialogActions>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton>Close till</SubmitButton>
        </DialogActions>
      </ActionForm>
    </Dialog>
  );
}
