"use client";

import type { SettingsOf } from "@/services/settings";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Card, CardBody, CardHeader } from "../ui/card";
import { toast } from "../ui/toaster";
import { Checkbox } from "../ui/toggles";

export interface PortalFormProps {
  action: FormAction<unknown>;
  values: SettingsOf<"portal">;
}

/** What customers may do by themselves in the portal. */
export function PortalForm({ action, values }: PortalFormProps) {
  return (
    <ActionForm action={action} onSuccess={() => toast.success("Saved.")} className="max-w-2xl">
      <Card>
        <CardHeader title="Portal" description="What customers may do by themselves." />
        <CardBody className="flex flex-col gap-4">
          <Checkbox
            name="customersChangePackage"
            label="Choose another package for the next renewal"
            hint="What is paid runs to its end first. Only staff can change a package at once."
            defaultChecked={values.customersChangePackage}
          />
          <div>
            <SubmitButton>Save</SubmitButton>
          </div>
        </CardBody>
      </Card>
    </ActionForm>
  );
}
