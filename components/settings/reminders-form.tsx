"use client";

import { useState } from "react";
import type { SettingsOf } from "@/services/settings";
import { ActionForm, type FormAction } from "../ui/action-form";
import { Card, CardBody, CardHeader } from "../ui/card";
import { TextField } from "../ui/text-field";
import { toast } from "../ui/toaster";
import { Checkbox } from "../ui/toggles";
import { parseHours, reminderWords } from "./reminder-words";
import { SaveBar } from "./save-bar";
import { WhatHappens } from "./what-happens";

export interface RemindersFormProps {
  action: FormAction<unknown>;
  values: SettingsOf<"dunning">;
  mayWrite: boolean;
}

/** When customers are reminded, with what it means in words. */
export function RemindersForm({ action, values, mayWrite }: RemindersFormProps) {
  const [before, setBefore] = useState(values.remindBeforeHours.join(", "));
  const [after, setAfter] = useState(values.remindAfterHours.join(", "));
  const [atExpiry, setAtExpiry] = useState(values.remindAtExpiry);
  const [autoPrompt, setAutoPrompt] = useState(values.autoPrompt);
  const words = { before: parseHours(before), after: parseHours(after), atExpiry, autoPrompt };
  return (
    <ActionForm
      action={action}
      onSuccess={() => toast.success("Saved. The next minute goes by it.")}
      className="max-w-2xl"
    >
      <Card>
        <CardHeader
          title="Reminders"
          description="SMS around the end of paid time and of a bill's term."
        />
        <CardBody className="grid gap-4">
          <TextField
            name="remindBeforeHours"
            label="Hours before"
            hint="Up to five, for example 72, 24. Empty: none."
            value={before}
            onChange={(event) => setBefore(event.target.value)}
            disabled={!mayWrite}
          />
          <Checkbox
            name="remindAtExpiry"
            label="When it runs out"
            checked={atExpiry}
            onCheckedChange={setAtExpiry}
          />
          <TextField
            name="remindAfterHours"
            label="Hours after"
            hint="Up to five. Empty: none."
            value={after}
            onChange={(event) => setAfter(event.target.value)}
            disabled={!mayWrite}
          />
          <Checkbox
            name="autoPrompt"
            label="Send an M-Pesa prompt at expiry"
            hint="Only to customers who have agreed, on their page or in the portal."
            checked={autoPrompt}
            onCheckedChange={setAutoPrompt}
          />
          <WhatHappens sentences={reminderWords(words)} />
        </CardBody>
      </Card>
      <SaveBar mayWrite={mayWrite} />
    </ActionForm>
  );
}
