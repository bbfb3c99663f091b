"use client";

import { Scale } from "lucide-react";
import type { TillSessionRow } from "@/services/tills";
import { Badge } from "../ui/badge";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { Money } from "../ui/money";
import { ExactTime } from "../ui/relative-time";

const column = columnsFor<TillSessionRow>();
const columns = [
  column.accessor("tillName", {
    header: "Till",
    enableSorting: false,
    cell: ({ row }) => (
      <>
        {row.original.tillName}
        <span className="block text-sm text-ink-muted">{row.original.staffName ?? "Staff"}</span>
        <span className="block text-sm text-ink-muted md:hidden">
          <ExactTime at={row.original.closedAt} />
        </span>
        <span className="block text-sm text-ink-muted sm:hidden">
          Counted <Money cents={row.original.countedCents} />
        </span>
      </>
    ),
    meta: { className: "align-top" },
  }),
  column.accessor("closedAt", {
    header: "Closed",
    enableSorting: false,
    cell: ({ row }) => <ExactTime at={row.original.closedAt} />,
    meta: { from: "md", className: "whitespace-nowrap align-top text-ink-muted" },
  }),
  column.accessor("payments", {
    header: "Payments",
    enableSorting: false,
    meta: { from: "lg", align: "right", className: "align-top tabular" },
  }),
  column.accessor("expectedCents", {
    header: "Expected",
    enableSorting: false,
    cell: ({ row }) => <Money cents={row.original.expectedCents} />,
    meta: { from: "md", align: "right", className: "align-top" },
  }),
  column.accessor("countedCents", {
    header: "Counted",
    enableSorting: false,
    cell: ({ row }) => <Money cents={row.original.countedCents} />,
    meta: { from: "sm", align: "right", className: "align-top" },
  }),
  column.accessor("differenceCents", {
    header: "Difference",
    enableSorting: false,
    cell: ({ row }) => <Difference {...row.original} />,
    meta: { align: "right", className: "align-top" },
  }),
];

function Difference({ differenceCents, note }: TillSessionRow) {
  if (differenceCents === 0) return <Badge tone="ok">None</Badge>;
  return (
    <>
      <Badge tone={differenceCents < 0 ? "bad" : "warn"}>
        <Money cents={Math.abs(differenceCents)} /> {differenceCents < 0 ? "short" : "over"}
      </Badge>
      <span className="mt-1 ml-auto block max-w-56 text-sm text-pretty text-ink-muted [overflow-wrap:anywhere]">
        {note}
      </span>
    </>
  );
}

export interface TillSessionsTableProps {
  rows: TillSessionRow[];
  total: number;
  pageSize: number;
}

/** Turns that were closed, each with what its count differed by. */
export function TillSessionsTable(props: TillSessionsTableProps) {
  return (
    <DataTable
      {...props}
      label="Closed turns"
      columns={columns}
      rowId={(row) => row.id}
      searchPlaceholder="Search by staff"
      empty={
        <EmptyState
          icon={Scale}
          title="No till has been closed yet"
          description="Each closed turn stands here with what was expected, what was counted, and why they differ."
        />
      }
    />
  );
}
