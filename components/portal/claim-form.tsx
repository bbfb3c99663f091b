"use client";

import type { Claim } from "@/services/payments";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Callout } from "../ui/callout";
import { Card } from "../ui/card";
import { TextField } from "../ui/text-field";

const TONES = {
  known: "ok",
  credited: "ok",
  checking: "info",
  queued: "info",
  reversed: "bad",
  taken: "warn",
} as const satisfies Record<Claim["outcome"], string>;

/** The code of an M-Pesa message, and what we know of it. */
export function ClaimForm({ action }: { action: FormAction<Claim> }) {
  return (
    <Card className="p-5">
      <ActionForm action={action} className="flex flex-col gap-4">
        {(state) => (
          <>
            <TextField
              name="code"
              label="M-Pesa code"
              hint="10 letters and digits at the beginning of the message."
              placeholder="UF1AB2CD3E"
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              className="h-12 font-mono text-md uppercase placeholder:normal-case"
              required
            />
            <SubmitButton size="xl" className="w-full">
              Check this code
            </SubmitButton>
            {state?.ok ? (
              <div role="status">
                <Callout tone={TONES[state.data.outcome]} title={state.data.words} />
              </div>
            ) : null}
          </>
        )}
      </ActionForm>
    </Card>
  );
}
