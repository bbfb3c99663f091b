"use client";

import { useState } from "react";
import type { ProviderRequestRow } from "@/services/payments";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";

export interface ResolveRequestProps {
  request: ProviderRequestRow;
  action: FormAction<unknown>;
}

/** Staff say what M-Pesa's portal shows of a reversal or refund that M-Pesa does not answer about. */
export function ResolveRequest({ request, action }: ResolveRequestProps) {
  const [outcome, setOutcome] = useState("happened");
  const refund = request.kind === "refund";
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" className="mt-2">
          Say what happened
        </Button>
      }
      title={refund ? "Was this refund paid out?" : "Was this payment sent back?"}
      description="Look in M-Pesa's portal first: the books follow what you say here."
      confirmLabel="Save"
      action={action}
      hidden={{ requestId: request.id }}
      success="Saved. The books follow."
    >
      <div className="flex flex-col gap-4">
        <Field name="outcome" label="M-Pesa's portal shows">
          {(control) => (
            <Select
              {...control}
              value={outcome}
              onValueChange={setOutcome}
              options={[
                { value: "happened", label: refund ? "It was paid out" : "It was sent back" },
                {
                  value: "did_not_happen",
                  label: refund ? "It was not paid out" : "It was not sent back",
                },
              ]}
            />
          )}
        </Field>
        {outcome === "happened" ? (
          <TextField
            name="receipt"
            label="M-Pesa's receipt of it"
            placeholder="UF1AB2CD3E"
            autoComplete="off"
            required
          />
        ) : null}
        <TextField
          name="note"
          label="Where you looked"
          placeholder="For whoever looks later"
          required
        />
      </div>
    </ConfirmDialog>
  );
}
