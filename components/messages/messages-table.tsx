"use client";

import { MessageSquare } from "lucide-react";
import Link from "next/link";
import type { MessageRow } from "@/services/reports";
import { StatusBadge, statusOptions } from "../status-badges";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { RelativeTime } from "../ui/relative-time";

const column = columnsFor<MessageRow>();
const columns = [
  column.accessor("customerName", {
    header: "To",
    enableSorting: false,
    cell: ({ row }) => (
      <span className="block sm:whitespace-nowrap">
        {row.original.customerId ? (
          <Link
            href={`/customers/${row.original.customerId}`}
            className="font-medium hover:underline"
          >
            {row.original.customerName}
          </Link>
        ) : null}
        <span className="block text-sm text-ink-faint tabular">{row.original.phone}</span>
        <span className="mt-1 block sm:hidden">
          <Text row={row.original} />
        </span>
      </span>
    ),
    meta: { className: "align-top" },
  }),
  column.accessor("body", {
    header: "Text",
    enableSorting: false,
    cell: ({ row }) => <Text row={row.original} />,
    meta: { from: "sm", className: "min-w-64 max-w-xl align-top" },
  }),
  column.accessor("status", {
    header: "Status",
    enableSorting: false,
    cell: ({ row }) => <StatusBadge kind="message" status={row.original.status} />,
    meta: { className: "align-top" },
  }),
  column.accessor("createdAt", {
    header: "When",
    enableSorting: false,
    cell: ({ row }) => <RelativeTime at={row.original.createdAt} />,
    meta: { from: "md", className: "align-top whitespace-nowrap text-ink-muted" },
  }),
];

function Text({ row }: { row: MessageRow }) {
  return (
    <>
      {row.body ?? <em className="text-ink-muted">A one-time code; not shown.</em>}
      {row.error ? <span className="block text-sm text-bad">{row.error}</span> : null}
    </>
  );
}

export interface MessagesTableProps {
  rows: MessageRow[];
  total: number;
  pageSize: number;
}

export function MessagesTable(props: MessagesTableProps) {
  return (
    <DataTable
      {...props}
      label="Messages"
      columns={columns}
      rowId={(row) => row.id}
      searchPlaceholder="Customer or phone"
      statuses={statusOptions("message")}
      empty={
        <EmptyState
          icon={MessageSquare}
          title="No messages yet"
          description="Every SMS to a customer is listed here: welcome, codes, receipts."
        />
      }
    />
  );
}
