"use client";

import type { SettingsOf } from "@/services/settings";
import { ActionForm, type FormAction } from "../ui/action-form";
import { Card, CardBody, CardHeader } from "../ui/card";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextAreaField, TextField } from "../ui/text-field";
import { toast } from "../ui/toaster";
import { SaveBar } from "./save-bar";

const GRAVITY = [
  { value: "bad", label: "Only what cuts customers off" },
  { value: "warn", label: "Also what will need a hand soon" },
  { value: "info", label: "Everything, restarts too" },
];

export interface AlertsFormProps {
  action: FormAction<unknown>;
  values: SettingsOf<"alerts">;
  mayWrite: boolean;
}

/** Who of the staff is told of alerts, and how often. */
export function AlertsForm({ action, values, mayWrite }: AlertsFormProps) {
  return (
    <ActionForm
      action={action}
      onSuccess={() => toast.success("Saved. The next minute goes by it.")}
      className="max-w-2xl"
    >
      <Card>
        <CardHeader
          title="Alerts"
          description="Everybody sees them here; these phones get an SMS too."
        />
        <CardBody className="grid gap-4">
          <TextAreaField
            name="phones"
            label="Phones"
            hint="One a line, five at most. Empty: nobody gets an SMS."
            defaultValue={values.phones.join("\n")}
            disabled={!mayWrite}
            optional
          />
          <Field name="smsFrom" label="An SMS for">
            {(control) => (
              <Select
                {...control}
                options={GRAVITY}
                defaultValue={values.smsFrom}
                disabled={!mayWrite}
              />
            )}
          </Field>
          <TextField
            name="quietMinutes"
            label="Quiet minutes"
            hint="After an SMS about something, none about the same for so long: a router that comes and goes sends one."
            inputMode="numeric"
            defaultValue={values.quietMinutes}
            disabled={!mayWrite}
          />
          <TextField
            name="cpuPercent"
            label="Busy from, in percent"
            hint="Average of a router's processor over ten minutes."
            inputMode="numeric"
            defaultValue={values.cpuPercent}
            disabled={!mayWrite}
          />
        </CardBody>
      </Card>
      <SaveBar mayWrite={mayWrite} />
    </ActionForm>
  );
}
