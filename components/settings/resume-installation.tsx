"use client";

import type { FormAction } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

/** Ends the pause of a copied database, once staff have said that it is the one to run. */
export function ResumeInstallation({ action }: { action: FormAction<void> }) {
  return (
    <ConfirmDialog
      trigger={<Button size="sm">Run this copy</Button>}
      title="Is this the copy to run?"
      description="It changes routers, asks M-Pesa and sends SMS from now on, and does what has waited. Stop the other copy first: two that run would work against each other. Start this one once more afterwards, so that M-Pesa is set up with its settings."
      confirmLabel="Run this copy"
      danger
      action={action}
      success="This installation runs."
    />
  );
}
