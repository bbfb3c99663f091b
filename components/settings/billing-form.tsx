"use client";

import { useState } from "react";
import type { SettingsOf } from "@/services/settings";
import { ActionForm, type FormAction } from "../ui/action-form";
import { Card, CardBody, CardHeader } from "../ui/card";
import { TextField } from "../ui/text-field";
import { toast } from "../ui/toaster";
import { billingWords } from "./billing-words";
import { SaveBar } from "./save-bar";
import { WhatHappens } from "./what-happens";

export interface BillingFormProps {
  action: FormAction<unknown>;
  values: SettingsOf<"billing">;
  mayWrite: boolean;
}

const FIELDS = [
  {
    name: "graceHours",
    label: "Grace for prepaid, in hours",
    hint: "0 to 336. None for packages sold by the minute or hour, one period at most for others.",
  },
  {
    name: "postpaidDueDays",
    label: "Postpaid: days until a bill is due",
    hint: "From the day it is issued, 0 to 60.",
  },
  {
    name: "postpaidGraceDays",
    label: "Postpaid: days of grace after that",
    hint: "Then access ends, 0 to 60.",
  },
] as const;

/** Grace and the terms of postpaid bills, with what they mean in words. */
export function BillingForm({ action, values, mayWrite }: BillingFormProps) {
  const [typed, setTyped] = useState<Record<string, string>>({});
  const numberOf = (name: (typeof FIELDS)[number]["name"]) => Number(typed[name] ?? values[name]);
  return (
    <ActionForm
      action={action}
      onSuccess={() =>
        toast.success("Saved. It holds for whatever runs out or is billed from now on.")
      }
      className="max-w-2xl"
    >
      <Card>
        <CardHeader title="Grace and postpaid" description="How long access goes on unpaid." />
        <CardBody className="grid gap-4">
          {FIELDS.map(({ name, ...field }) => (
            <TextField
              key={name}
              name={name}
              {...field}
              inputMode="numeric"
              defaultValue={values[name]}
              disabled={!mayWrite}
              onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
              required
            />
          ))}
          <WhatHappens
            sentences={billingWords({
              graceHours: numberOf("graceHours"),
              postpaidDueDays: numberOf("postpaidDueDays"),
              postpaidGraceDays: numberOf("postpaidGraceDays"),
            })}
          />
        </CardBody>
      </Card>
      <SaveBar mayWrite={mayWrite} />
    </ActionForm>
  );
}
