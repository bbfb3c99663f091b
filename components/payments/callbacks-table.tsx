"use client";

import { ShieldCheck } from "lucide-react";
import type { QuarantinedCallback } from "@/services/payments";
import { Badge } from "../ui/badge";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { RelativeTime } from "../ui/relative-time";

const column = columnsFor<QuarantinedCallback>();
const columns = [
  column.accessor("reason", {
    header: "Why it changed nothing",
    enableSorting: false,
    cell: ({ row }) => (
      <details className="max-w-xl">
        <summary className="cursor-pointer">{row.original.reason || "Not judged"}</summary>
        <pre className="mt-2 max-h-64 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">
          {row.original.body || "(empty)"}
        </pre>
      </details>
    ),
  }),
  column.accessor("kind", {
    header: "Claims to be",
    enableSorting: false,
    cell: ({ row }) => row.original.kind.replaceAll("_", " "),
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
    meta: { className: "whitespace-nowrap align-top text-ink-muted" },
  }),
];

export interface CallbacksTableProps {
  rows: QuarantinedCallback[];
  total: number;
  pageSize: number;
}

export function CallbacksTable(props: CallbacksTableProps) {
  return (
    <DataTable
      {...props}
      label="Quarantined callbacks"
      columns={columns}
      rowId={(row) => row.id}
      searchPlaceholder="Search bodies and reasons"
      empty={
        <EmptyState
          icon={ShieldCheck}
          title="Nothing in quarantine"
          description="Callbacks that are malformed, forged or contradict what we know change no money. They are kept here for you to see."
        />
      }
    />
  );
}
