"use client";

import type { SettingsOf } from "@/services/settings";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Card, CardBody, CardHeader } from "../ui/card";
import { TextAreaField, TextField } from "../ui/text-field";
import { toast } from "../ui/toaster";

export interface LetterheadFormProps {
  action: FormAction<unknown>;
  values: SettingsOf<"letterhead">;
  /** Shown while no legal name is set. */
  operatorName: string;
}

/** What stands at the head and foot of bills, receipts and statements. */
export function LetterheadForm({ action, values, operatorName }: LetterheadFormProps) {
  return (
    <ActionForm
      action={action}
      onSuccess={() => toast.success("Letterhead saved. New and old documents carry it.")}
      className="max-w-2xl"
    >
      <Card>
        <CardHeader
          title="Letterhead"
          description="It stands at the head and foot of bills, receipts, credit notes and statements."
        />
        <CardBody className="grid gap-4 sm:grid-cols-2">
          <TextField
            name="legalName"
            label="Legal name"
            hint={`Empty: ${operatorName}.`}
            defaultValue={values.legalName}
            fieldClassName="sm:col-span-2"
          />
          <TextAreaFieldOf lines={values.addressLines} />
          <TextField name="phone" label="Phone" optional defaultValue={values.phone} />
          <TextField name="email" label="Email" type="email" optional defaultValue={values.email} />
          <TextField
            name="kraPin"
            label="KRA PIN"
            placeholder="P051234567X"
            optional
            defaultValue={values.kraPin}
          />
          <TextField
            name="licenceNumber"
            label="Licence number"
            hint="Of the Communications Authority."
            optional
            defaultValue={values.licenceNumber}
          />
          <TextField
            name="footer"
            label="Footer"
            hint="At the foot of every page."
            optional
            defaultValue={values.footer}
            fieldClassName="sm:col-span-2"
          />
        </CardBody>
      </Card>
      <div className="mt-4 flex justify-end">
        <SubmitButton>Save</SubmitButton>
      </div>
    </ActionForm>
  );
}

const TextAreaFieldOf = ({ lines }: { lines: string[] }) => (
  <div className="sm:col-span-2">
    <TextAreaField
      name="addressLines"
      label="Address"
      hint="Up to four lines."
      optional
      defaultValue={lines.join("\n")}
    />
  </div>
);
