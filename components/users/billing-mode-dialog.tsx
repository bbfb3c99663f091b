"use client";

import { useEffect, useRef, useState } from "react";
import type { BillingModeChange } from "@/services/billing";
import type { FormAction } from "../ui/action-form";
import { Callout } from "../ui/callout";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Skeleton } from "../ui/skeleton";
import { TextField } from "../ui/text-field";

export interface BillingModeDialogProps {
  userId: string;
  username: string;
  billingMode: "prepaid" | "postpaid";
  open: boolean;
  onOpenChange: (open: boolean) => void;
  hidden: Record<string, string>;
  preview: FormAction<BillingModeChange>;
  action: FormAction<unknown>;
}

/** Switches between paying before and after use, and says first what that does to bills and access. */
export function BillingModeDialog(props: BillingModeDialogProps) {
  const { userId, username, billingMode, open, preview } = props;
  const mode = billingMode === "prepaid" ? "postpaid" : "prepaid";
  const [billDay, setBillDay] = useState("1");
  const change = useDescription({ userId, billDay, open, preview });
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={props.onOpenChange}
      title={`Switch ${username} to ${mode}?`}
      confirmLabel={`Switch to ${mode}`}
      action={props.action}
      hidden={{ ...props.hidden, mode }}
      success={`Switched to ${mode}.`}
    >
      <div className="grid gap-4">
        {mode === "postpaid" ? (
          <TextField
            name="billDay"
            label="Billed on this day of the month"
            hint="1 to 31; in shorter months the last day."
            inputMode="numeric"
            value={billDay}
            onChange={(event) => setBillDay(event.target.value)}
            required
          />
        ) : null}
        <Consequences change={change} />
      </div>
    </ConfirmDialog>
  );
}

function Consequences({ change }: { change: BillingModeChange | string | undefined }) {
  if (!change) return <Skeleton className="h-24 w-full" />;
  if (typeof change === "string") return <Callout tone="warn" title={change} />;
  if (change.refusal) return <Callout tone="warn" title={change.refusal} />;
  return (
    <div aria-live="polite">
      <Callout tone="info" title="What will happen">
        <ul className="list-disc space-y-1 pl-4">
          {change.words.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Callout>
    </div>
  );
}

/** Asked again whenever the day changes; of two answers the one to the last question counts. */
function useDescription(asked: {
  userId: string;
  billDay: string;
  open: boolean;
  preview: FormAction<BillingModeChange>;
}): BillingModeChange | string | undefined {
  const { userId, billDay, open, preview } = asked;
  const [change, setChange] = useState<BillingModeChange | string>();
  const question = useRef(0);
  useEffect(() => {
    if (!open) return;
    const mine = ++question.current;
    const form = new FormData();
    form.set("userId", userId);
    form.set("billDay", billDay);
    void preview(null, form).then((state) => {
      if (!state || mine !== question.current) return;
      setChange(state.ok ? state.data : (state.fieldErrors.billDay ?? state.message));
    });
  }, [userId, billDay, open, preview]);
  return change;
}
