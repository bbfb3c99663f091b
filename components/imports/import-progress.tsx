"use client";

import { CircleCheck, LoaderCircle, RefreshCw } from "lucide-react";
import type { ImportCounts } from "@/services/imports";
import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";
import { Callout } from "../ui/callout";
import { Card, CardBody } from "../ui/card";

export interface ImportProgressProps {
  status: "review" | "importing" | "adopting" | "done" | "discarded";
  counts: ImportCounts;
  lastError: string | null;
  routerId: string;
  start: FormAction<unknown>;
}

/** How far a running import is, and what came of one that is over. */
export function ImportProgress(props: ImportProgressProps) {
  const { status, counts, lastError, routerId, start } = props;
  const over = status === "done";
  const made = counts.imported + counts.adopted;
  return (
    <Card>
      <CardBody className="flex flex-col gap-4">
        <p role="status" className="flex items-center gap-2 font-medium">
          {over ? (
            <CircleCheck className="size-5 text-ok" aria-hidden />
          ) : (
            <LoaderCircle className="size-5 animate-spin text-accent-text" aria-hidden />
          )}
          {over ? summaryOf(counts) : "The import is under way. You can leave this page."}
        </p>
        {over ? null : (
          <div className="grid gap-3 sm:grid-cols-2">
            <Bar label="Customers and users" done={made + counts.failed} of={counts.included} />
            <Bar label="Marked on the router" done={counts.adopted} of={made} />
          </div>
        )}
        {lastError && !over ? (
          <Callout tone="warn" title="It waits for the router">
            {lastError} It goes on by itself.
          </Callout>
        ) : null}
        {over ? (
          <div>
            <ActionButton action={start} fields={{ routerId }} success="The router was read.">
              <RefreshCw aria-hidden /> Read what is left
            </ActionButton>
          </div>
        ) : null}
      </CardBody>
    </Card>
  );
}

function summaryOf({ adopted, imported, failed }: ImportCounts): string {
  const parts = [
    `${adopted.toLocaleString("en")} taken in`,
    ...(imported > 0
      ? [`${imported.toLocaleString("en")} of them still unmarked on the router`]
      : []),
    ...(failed > 0 ? [`${failed.toLocaleString("en")} left with a reason`] : []),
  ];
  return `${parts.join(", ")}.`;
}

function Bar({ label, done, of }: { label: string; done: number; of: number }) {
  return (
    <div>
      <p className="flex justify-between text-sm text-ink-muted">
        {label}
        <span className="tabular">
          {done.toLocaleString("en")} of {of.toLocaleString("en")}
        </span>
      </p>
      <progress
        aria-label={label}
        value={done}
        max={Math.max(of, 1)}
        className="mt-1.5 h-2 w-full appearance-none overflow-hidden rounded-full border-0 bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
      />
    </div>
  );
}
