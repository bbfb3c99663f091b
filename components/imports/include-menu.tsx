"use client";

import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";

/** All of them at once. */
export function IncludeMenu({ batchId, action }: { batchId: string; action: FormAction<unknown> }) {
  return (
    <>
      <ActionButton
        size="sm"
        variant="ghost"
        action={action}
        fields={{ batchId, which: "all" }}
        success="All are taken in."
      >
        Take all
      </ActionButton>
      <ActionButton
        size="sm"
        variant="ghost"
        action={action}
        fields={{ batchId, which: "problems" }}
        success="Those with problems are left out."
      >
        Leave out problems
      </ActionButton>
    </>
  );
}
