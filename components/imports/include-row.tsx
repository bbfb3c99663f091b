"use client";

import { Check } from "lucide-react";
import { Checkbox } from "radix-ui";
import { startTransition, useActionState, useEffect, useOptimistic } from "react";
import type { ImportRowView } from "@/services/imports";
import type { FormAction } from "../ui/action-form";
import { toast } from "../ui/toaster";

export interface IncludeRowProps {
  batchId: string;
  row: ImportRowView;
  action: FormAction<unknown>;
}

/** Whether a row is taken in; takes effect where it stands. */
export function IncludeRow({ batchId, row, action }: IncludeRowProps) {
  const [state, dispatch] = useActionState(action, null);
  const [included, setIncluded] = useOptimistic(row.included);
  useEffect(() => {
    if (state && !state.ok) toast.error(state.message);
  }, [state]);
  const change = (next: boolean) => {
    const form = new FormData();
    form.set("batchId", batchId);
    form.set("rowId", row.id);
    form.set("included", next ? "yes" : "no");
    startTransition(() => {
      setIncluded(next);
      dispatch(form);
    });
  };
  return (
    <Checkbox.Root
      checked={included}
      onCheckedChange={(next) => change(next === true)}
      aria-label={`Take in ${row.username}`}
      className="grid size-4.5 place-items-center rounded-sm border border-line-strong bg-surface shadow-card data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Checkbox.Indicator>
        <Check className="size-3 text-accent-ink" strokeWidth={3} aria-hidden />
      </Checkbox.Indicator>
    </Checkbox.Root>
  );
}
