"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { formatMoney } from "@/lib/money";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { Card, CardBody, CardHeader } from "../ui/card";
import { TextField } from "../ui/text-field";
import { toast } from "../ui/toaster";
import {
  type ConnectionChoices,
  ConnectionFields,
  generatePassword,
} from "../users/connection-fields";
import { useSuggestedUsername } from "./use-suggested-username";

export interface OnboardFormProps {
  action: FormAction<{ userId: string }>;
  choices: ConnectionChoices;
}

/** Whole cents of what was typed, for the preview only; the server reads it again. */
const centsOf = (text: string) => Math.round((Number(text.replace(/[,\s]/g, "")) || 0) * 100);

/** A new customer in one form: person, connection, first bill. */
export function OnboardForm({ action, choices }: OnboardFormProps) {
  const router = useRouter();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [packageId, setPackageId] = useState("");
  const [fee, setFee] = useState("");
  const suggestion = useSuggestedUsername(name);
  // After hydration: a random value rendered twice would differ.
  useEffect(() => setPassword(generatePassword()), []);
  const chosen = choices.packages.find((option) => option.value === packageId);

  const done = ({ userId }: { userId: string }) => {
    toast.success(`${name} is onboarded. The welcome SMS is on its way.`);
    router.push(`/users/${userId}`);
  };
  return (
    <ActionForm action={action} onSuccess={done} className="grid items-start gap-5 lg:grid-cols-3">
      <div className="flex flex-col gap-5 lg:col-span-2">
        <Card>
          <CardHeader title="Customer" />
          <CardBody className="grid gap-4 sm:grid-cols-2">
            <TextField
              name="name"
              label="Name"
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoComplete="off"
              required
              autoFocus
            />
            <TextField
              name="phone"
              label="Phone"
              type="tel"
              placeholder="0712 345 678"
              hint="Pays by M-Pesa and signs in with it."
              autoComplete="off"
              required
            />
            <TextField name="email" label="Email" type="email" autoComplete="off" optional />
            <TextField name="address" label="Where" placeholder="Estate, house" optional />
          </CardBody>
        </Card>
        <Card>
          <CardHeader title="Connection" description="Goes to the router by itself." />
          <CardBody>
            <ConnectionFields
              prefix="user."
              choices={choices}
              username={suggestion.username}
              onUsername={suggestion.type}
              password={password}
              onPassword={setPassword}
              onPackage={setPackageId}
            />
          </CardBody>
        </Card>
      </div>
      <Card className="lg:sticky lg:top-8">
        <CardHeader title="First bill" />
        <CardBody className="flex flex-col gap-4">
          <TextField
            name="installationFee"
            label="Installation fee"
            prefixText="KES"
            inputMode="decimal"
            value={fee}
            onChange={(event) => setFee(event.target.value)}
            hint="Empty: none."
            optional
          />
          <dl className="divide-y divide-line text-base">
            <BillLine
              label={chosen ? `${chosen.label}, ${chosen.period}` : "Package"}
              cents={chosen?.priceCents ?? 0}
            />
            {centsOf(fee) > 0 ? <BillLine label="Installation" cents={centsOf(fee)} /> : null}
            <BillLine label="To pay" cents={(chosen?.priceCents ?? 0) + centsOf(fee)} strong />
          </dl>
          <p className="text-sm text-ink-muted">Access opens by itself the moment this is paid.</p>
          <SubmitButton className="h-10 w-full">Onboard customer</SubmitButton>
          <Button variant="ghost" onClick={() => router.back()}>
            Cancel
          </Button>
        </CardBody>
      </Card>
    </ActionForm>
  );
}

function BillLine({ label, cents, strong }: { label: string; cents: number; strong?: boolean }) {
  return (
    <div className={`flex justify-between gap-4 py-2 ${strong ? "font-semibold" : ""}`}>
      <dt className={strong ? "" : "text-ink-muted"}>{label}</dt>
      <dd className="tabular">{formatMoney(cents)}</dd>
    </div>
  );
}
