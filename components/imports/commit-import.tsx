"use client";

import { Check } from "lucide-react";
import type { ImportCounts } from "@/services/imports";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";

export interface CommitImportProps {
  batchId: string;
  routerName: string;
  managed: boolean;
  counts: ImportCounts;
  action: FormAction<unknown>;
}

/** Says what will be taken in and what stays out, then does it. */
export function CommitImport(props: CommitImportProps) {
  const { batchId, routerName, managed, counts, action } = props;
  const good = counts.included - counts.blocked;
  const left = counts.total - good;
  return (
    <ConfirmDialog
      trigger={
        <Button variant="primary" disabled={good === 0}>
          <Check aria-hidden /> {good > 0 ? `Take in ${good.toLocaleString("en")}…` : "Take in…"}
        </Button>
      }
      title={`Take in ${good.toLocaleString("en")} of ${counts.total.toLocaleString("en")} logins?`}
      description="Packages, customers and users are made, then their rows on the router are marked as ours. Sessions go on; no text is sent."
      confirmLabel={managed ? "Take in" : "Take in and start managing"}
      action={action}
      hidden={{ batchId, ...(managed ? {} : { startManaging: "yes" }) }}
      success="The import has begun."
    >
      <ul className="list-disc space-y-1 pl-5 text-ink-muted">
        {managed ? null : <li>{routerName} is only observed so far: from now on it is managed.</li>}
        {counts.blocked > 0 ? (
          <li>
            {counts.blocked.toLocaleString("en")} with problems are kept here with their reason and
            stay on the router as they are.
          </li>
        ) : null}
        {left - counts.blocked > 0 ? (
          <li>{(left - counts.blocked).toLocaleString("en")} are left out.</li>
        ) : null}
      </ul>
    </ConfirmDialog>
  );
}
