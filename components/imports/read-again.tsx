"use client";

import { RefreshCw } from "lucide-react";
import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { RelativeTime } from "../ui/relative-time";

export interface ReadAgainProps {
  routerId: string;
  batchId: string;
  readAt: Date;
  start: FormAction<unknown>;
  discard: FormAction<unknown>;
}

/** The review as a whole: read the router anew, or forget it. */
export function ReadAgain({ routerId, batchId, readAt, start, discard }: ReadAgainProps) {
  return (
    <>
      <span className="text-sm text-ink-faint max-sm:hidden">
        read <RelativeTime at={readAt} />
      </span>
      <ConfirmDialog
        trigger={<Button variant="ghost">Discard</Button>}
        title="Discard this import?"
        description="What was read and corrected is forgotten. Nothing has been changed on the router."
        confirmLabel="Discard"
        danger
        action={discard}
        hidden={{ batchId }}
        success="The import was discarded."
      />
      <ActionButton
        action={start}
        fields={{ routerId }}
        success="The router was read again. Your corrections were kept."
      >
        <RefreshCw aria-hidden /> Read again
      </ActionButton>
    </>
  );
}
