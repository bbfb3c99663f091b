"use client";

import { SearchCheck } from "lucide-react";
import Link from "next/link";
import type { Claim } from "@/services/payments";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import { Dialog, DialogActions, DialogClose } from "../ui/dialog";
import { TextField } from "../ui/text-field";

const TONES = {
  known: "ok",
  credited: "ok",
  checking: "info",
  queued: "warn",
  reversed: "bad",
  taken: "warn",
} as const satisfies Record<Claim["outcome"], string>;

/** Staff type the M-Pesa code that a customer shows; M-Pesa's answer credits this customer. */
export function CheckCode({
  customerId,
  action,
}: {
  customerId: string;
  action: FormAction<Claim>;
}) {
  return (
    <Dialog
      title="Paid, but not here?"
      description="Type the code of the customer's M-Pesa message. Only M-Pesa's own answer counts as money."
      trigger={
        <Button>
          <SearchCheck aria-hidden /> M-Pesa code…
        </Button>
      }
    >
      <ActionForm action={action} hidden={{ customerId }}>
        {(state) => (
          <>
            <TextField
              name="code"
              label="M-Pesa code"
              placeholder="UF1AB2CD3E"
              autoComplete="off"
              autoCapitalize="characters"
              className="font-mono"
              required
            />
            {state?.ok ? <Answer claim={state.data} /> : null}
            <DialogActions>
              <DialogClose asChild>
                <Button>Close</Button>
              </DialogClose>
              <SubmitButton>Check</SubmitButton>
            </DialogActions>
          </>
        )}
      </ActionForm>
    </Dialog>
  );
}

function Answer({ claim }: { claim: Claim }) {
  const link =
    "paymentId" in claim
      ? { href: `/payments/${claim.paymentId}`, label: "Open the payment" }
      : claim.outcome === "checking"
        ? { href: "/payments/requests", label: "See its answer" }
        : undefined;
  return (
    <div role="status" className="mt-4">
      <Callout tone={TONES[claim.outcome]} title={claim.words}>
        {link ? (
          <Link href={link.href} className="text-accent-text underline underline-offset-4">
            {link.label}
          </Link>
        ) : null}
      </Callout>
    </div>
  );
}
