"use client";

import { FileText } from "lucide-react";
import Link from "next/link";
import type { BillRow } from "@/services/reports";
import { StatusBadge, statusOptions } from "../status-badges";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { Money } from "../ui/money";
import { ExactTime, RelativeTime } from "../ui/relative-time";
import { billSubject } from "./words";

const column = columnsFor<BillRow>();
const columns = [
  column.accessor("number", {
    header: "Bill",
    enableSorting: false,
    cell: ({ row }) => (
      <>
        <Link
          href={`/bills/${row.original.id}`}
          className="font-mono text-sm whitespace-nowrap hover:underline"
        >
          {row.original.number ?? "being numbered"}
        </Link>
        <span className="mt-1 block sm:hidden">
          <StatusBadge kind="bill" status={row.original.status} />
        </span>
      </>
    ),
  }),
  column.accessor("customerName", {
    header: "Customer",
    enableSorting: false,
    cell: ({ row }) => (
      <Link href={`/customers/${row.original.customerId}`} className="hover:underline">
        {row.original.customerName}
      </Link>
    ),
  }),
  column.accessor("kind", {
    header: "For",
    enableSorting: false,
    cell: ({ row }) => billSubject(row.original),
    meta: { from: "lg", className: "text-ink-muted" },
  }),
  column.accessor("status", {
    header: "Status",
    enableSorting: false,
    cell: ({ row }) => <StatusBadge kind="bill" status={row.original.status} />,
    meta: { from: "sm" },
  }),
  column.accessor("totalCents", {
    header: "Total",
    cell: ({ row }) => <Money cents={row.original.totalCents} currency={row.original.currency} />,
    meta: { align: "right" },
  }),
  column.accessor("paidCents", {
    header: "Paid",
    enableSorting: false,
    cell: ({ row }) => <Money cents={row.original.paidCents} currency={row.original.currency} />,
    meta: { from: "md", align: "right" },
  }),
  column.accessor("dueAt", {
    header: "Due",
    cell: ({ row }) =>
      row.original.status === "open" ? <ExactTime at={row.original.dueAt} /> : null,
    meta: { from: "xl", className: "whitespace-nowrap text-ink-muted" },
  }),
  column.accessor("issuedAt", {
    header: "Issued",
    cell: ({ row }) => <RelativeTime at={row.original.issuedAt} />,
    meta: { from: "md", className: "text-ink-muted" },
  }),
];

export interface BillsTableProps {
  rows: BillRow[];
  total: number;
  pageSize: number;
}

export function BillsTable(props: BillsTableProps) {
  return (
    <DataTable
      {...props}
      label="Bills"
      columns={columns}
      rowId={(row) => row.id}
      rowHref={(row) => `/bills/${row.id}`}
      searchPlaceholder="Number, customer, account"
      statuses={statusOptions("bill")}
      empty={
        <EmptyState
          icon={FileText}
          title="No bills yet"
          description="A bill is made when a customer is onboarded, renews, or a month of postpaid service ends."
        />
      }
    />
  );
}
