"use client";

import { FileClock } from "lucide-react";
import Link from "next/link";
import type { AuditRow } from "@/services/reports";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { ExactTime } from "../ui/relative-time";
import { actionWords } from "./action-words";

const PAGES: Record<string, string> = {
  customer: "/customers",
  user: "/users",
  package: "/packages",
  router: "/routers",
  payment: "/payments",
};

const column = columnsFor<AuditRow>();
const columns = [
  column.accessor("at", {
    header: "When",
    enableSorting: false,
    cell: ({ row }) => <ExactTime at={row.original.at} />,
    meta: { from: "sm", className: "align-top whitespace-nowrap text-ink-muted tabular" },
  }),
  column.accessor("actorName", {
    header: "Who",
    enableSorting: false,
    meta: { className: "align-top font-medium" },
  }),
  column.accessor("action", {
    header: "Did",
    enableSorting: false,
    cell: ({ row }) => (
      <details>
        <summary className="cursor-pointer">{actionWords(row.original.action)}</summary>
        <pre className="mt-2 max-h-64 max-w-lg overflow-auto rounded-md bg-sunken p-3 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">
          {JSON.stringify(row.original.data, null, 2)}
          {`\nrequest ${row.original.requestId}`}
        </pre>
      </details>
    ),
    meta: { className: "align-top" },
  }),
  column.accessor("entityKind", {
    header: "To",
    enableSorting: false,
    cell: ({ row }) => <Entity row={row.original} />,
    meta: { from: "md", className: "align-top whitespace-nowrap" },
  }),
];

function Entity({ row }: { row: AuditRow }) {
  const folder = PAGES[row.entityKind];
  const short = row.entityId.slice(-6);
  const kind = row.entityKind.replaceAll("_", " ");
  if (!folder) return `${kind} ${short}`;
  return (
    <Link href={`${folder}/${row.entityId}`} className="hover:underline">
      {kind} <span className="font-mono text-sm text-ink-faint">{short}</span>
    </Link>
  );
}

export interface AuditTableProps {
  rows: AuditRow[];
  total: number;
  pageSize: number;
}

export function AuditTable(props: AuditTableProps) {
  return (
    <DataTable
      {...props}
      label="Audit log"
      columns={columns}
      rowId={(row) => row.id}
      searchPlaceholder="Action, person, id"
      empty={
        <EmptyState
          icon={FileClock}
          title="Nothing has been done yet"
          description="Who did what, and when, is written here and cannot be changed."
        />
      }
    />
  );
}
