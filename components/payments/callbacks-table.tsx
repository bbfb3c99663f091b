"use client";

import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import type { QuarantinedCallback, QuarantinePage } from "@/services/payments";
import type { FormAction } from "../ui/action-form";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { RelativeTime } from "../ui/relative-time";
import { FinishCallback } from "./finish-callback";
import { CALLBACK_WORDS } from "./words";

const column = columnsFor<QuarantinedCallback>();
const columns = (finish: FormAction<unknown>) => [
  column.accessor("reason", {
    header: "Why it changed nothing",
    enableSorting: false,
    cell: ({ row: { original } }) => (
      <div className="max-w-xl whitespace-normal">
        <p className="font-medium text-pretty">{original.reason || "Not judged"}</p>
        <p className="mt-0.5 text-sm text-ink-muted [overflow-wrap:anywhere] md:hidden">
          {CALLBACK_WORDS[original.kind]}
          <span className="sm:hidden">
            {" "}
            from {original.sourceAddress}, <RelativeTime at={original.receivedAt} />
          </span>
        </p>
        <Done done={original.done} />
        <div className="mt-1.5 flex flex-wrap items-start gap-x-3 gap-y-1.5">
          <Body body={original.body} />
          {original.done ? null : <FinishCallback callback={original} action={finish} />}
        </div>
      </div>
    ),
    meta: { className: "align-top" },
  }),
  column.accessor("kind", {
    header: "Claims to be",
    enableSorting: false,
    cell: ({ row }) => CALLBACK_WORDS[row.original.kind],
    meta: { from: "md", className: "whitespace-nowrap align-top" },
  }),
  column.accessor("sourceAddress", {
    header: "From",
    enableSorting: false,
    cell: ({ row }) => (
      <span className="flex flex-col items-start gap-1">
        <span className="font-mono text-sm">{row.original.sourceAddress}</span>
        {row.original.sourceTrusted ? null : <Badge tone="warn">not a known address</Badge>}
        {row.original.tokenKnown ? null : <Badge tone="bad">unknown secret</Badge>}
      </span>
    ),
    meta: { from: "sm", className: "align-top" },
  }),
  column.accessor("deliveries", {
    header: "Times",
    enableSorting: false,
    meta: { from: "md", align: "right", className: "align-top tabular" },
  }),
  column.accessor("receivedAt", {
    header: "Received",
    enableSorting: false,
    cell: ({ row }) => <RelativeTime at={row.original.receivedAt} />,
    meta: { from: "sm", className: "whitespace-nowrap align-top text-ink-muted" },
  }),
];

/** What staff did about it, who, and when. */
function Done({ done }: Pick<QuarantinedCallback, "done">) {
  if (!done) return null;
  return (
    <p className="mt-1 text-sm text-pretty">
      <span className="text-ink-muted">
        {done.staffName ?? "Staff"}, <RelativeTime at={done.at} />:
      </span>{" "}
      <span className="[overflow-wrap:anywhere]">{done.note}</span>
    </p>
  );
}

function Body({ body }: { body: string }) {
  return (
    <details className="min-w-0 grow basis-52">
      <summary className="w-fit cursor-pointer py-1 text-sm text-ink-muted hover:text-ink">
        What was sent
      </summary>
      <pre className="mt-1 max-h-64 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">
        {body || "(empty)"}
      </pre>
    </details>
  );
}

export interface CallbacksTableProps extends QuarantinePage {
  finish: FormAction<unknown>;
}

export function CallbacksTable({ finish, waiting, done, ...props }: CallbacksTableProps) {
  return (
    <DataTable
      {...props}
      label="Quarantined callbacks"
      columns={columns(finish)}
      rowId={(row) => row.id}
      searchPlaceholder="Search bodies and reasons"
      unfiltered={`Waiting (${waiting})`}
      statuses={[{ value: "done", label: `Done (${done})` }]}
      empty={<NothingWaits done={done} />}
    />
  );
}

function NothingWaits({ done }: { done: number }) {
  return done > 0 ? (
    <EmptyState
      icon={ShieldCheck}
      title="Nothing waits in quarantine"
      description="All that was kept here has been dealt with."
      action={
        <Button asChild>
          <Link href="/payments/callbacks?status=done">See what was done</Link>
        </Button>
      }
    />
  ) : (
    <EmptyState
      icon={ShieldCheck}
      title="Nothing in quarantine"
      description="Callbacks that are malformed, forged or contradict what we know change no money. They are kept here for you to see."
    />
  );
}
