"use client";

import { CircleCheck } from "lucide-react";
import Link from "next/link";
import type { SyncIssueRow } from "@/services/reports";
import { StatusBadge, statusOptions } from "../status-badges";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { RelativeTime } from "../ui/relative-time";

const column = columnsFor<SyncIssueRow>();
const columns = [
  column.accessor("username", {
    header: "User",
    enableSorting: false,
    cell: ({ row }) => (
      <span className="block">
        <Link href={`/users/${row.original.userId}`} className="font-medium hover:underline">
          {row.original.username}
        </Link>
        <span className="block text-sm text-ink-faint">{row.original.customerName}</span>
      </span>
    ),
    meta: { className: "align-top" },
  }),
  column.accessor("status", {
    header: "Status",
    enableSorting: false,
    cell: ({ row }) => <StatusBadge kind="sync" status={row.original.status} />,
    meta: { className: "align-top" },
  }),
  column.accessor("lastError", {
    header: "In words",
    enableSorting: false,
    cell: ({ row }) => <InWords row={row.original} />,
    meta: { from: "sm", className: "align-top max-w-md" },
  }),
  column.accessor("routerName", {
    header: "Router",
    enableSorting: false,
    cell: ({ row }) => (
      <Link href={`/routers/${row.original.routerId}`} className="hover:underline">
        {row.original.routerName}
      </Link>
    ),
    meta: { from: "md", className: "align-top whitespace-nowrap" },
  }),
  column.accessor("nextAttemptAt", {
    header: "Next try",
    enableSorting: false,
    cell: ({ row }) =>
      row.original.nextAttemptAt ? (
        <RelativeTime at={row.original.nextAttemptAt} />
      ) : (
        <span className="text-ink-faint">with the router</span>
      ),
    meta: { from: "lg", className: "align-top whitespace-nowrap text-ink-muted" },
  }),
];

/** Why this user is listed, as a sentence. */
function InWords({ row }: { row: SyncIssueRow }) {
  const waiting = row.status === "syncing" ? "being written now" : "on its way to the router";
  return (
    <>
      {row.lastError ?? `A change is ${waiting}.`}
      {row.reason ? (
        <span className="block text-sm text-ink-faint">Because: {row.reason}</span>
      ) : null}
    </>
  );
}

export interface SyncIssuesTableProps {
  rows: SyncIssueRow[];
  total: number;
  pageSize: number;
}

export function SyncIssuesTable(props: SyncIssuesTableProps) {
  return (
    <DataTable
      {...props}
      label="Users not in sync"
      columns={columns}
      rowId={(row) => `${row.userId}:${row.routerId}`}
      rowHref={(row) => `/users/${row.userId}`}
      searchPlaceholder="User, customer, router, error"
      statuses={statusOptions("sync")}
      empty={
        <EmptyState
          icon={CircleCheck}
          title="Everybody is in sync"
          description="Each router agrees with what its users have paid for."
        />
      }
    />
  );
}
