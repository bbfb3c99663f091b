"use client";

import { Smartphone } from "lucide-react";
import Link from "next/link";
import type { AttemptRow } from "@/services/reports";
import { StatusBadge, statusOptions } from "../status-badges";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { Money } from "../ui/money";
import { RelativeTime } from "../ui/relative-time";

const column = columnsFor<AttemptRow>();
const columns = [
  column.accessor("customerName", {
    header: "Customer",
    enableSorting: false,
    cell: ({ row }) => (
      <>
        <Link
          href={`/customers/${row.original.customerId}`}
          className="font-medium hover:underline"
        >
          {row.original.customerName}
        </Link>
        <span className="mt-1 block font-normal sm:hidden">
          <State attempt={row.original} />
        </span>
      </>
    ),
  }),
  column.accessor("phone", {
    header: "Phone",
    enableSorting: false,
    meta: { from: "md", className: "whitespace-nowrap tabular" },
  }),
  column.accessor("amountCents", {
    header: "Amount",
    enableSorting: false,
    cell: ({ row }) => <Money cents={row.original.amountCents} />,
    meta: { align: "right" },
  }),
  column.accessor("state", {
    header: "Status",
    enableSorting: false,
    cell: ({ row }) => <State attempt={row.original} />,
    meta: { from: "sm" },
  }),
  column.accessor("accountReference", {
    header: "Reference",
    enableSorting: false,
    meta: { from: "lg", className: "font-mono text-sm" },
  }),
  column.display({
    id: "payment",
    header: "Payment",
    cell: ({ row }) =>
      row.original.paymentId ? (
        <Link
          href={`/payments/${row.original.paymentId}`}
          className="text-accent-text hover:underline"
        >
          Open
        </Link>
      ) : null,
    meta: { from: "sm" },
  }),
  column.accessor("requestedAt", {
    header: "Requested",
    cell: ({ row }) => <RelativeTime at={row.original.requestedAt} />,
    meta: { from: "md", className: "whitespace-nowrap text-ink-muted" },
  }),
];

function State({ attempt: { state, resultDescription } }: { attempt: AttemptRow }) {
  return (
    <>
      <StatusBadge kind="attempt" status={state} />
      {state === "failed" && resultDescription ? (
        <span className="mt-0.5 block text-sm text-ink-faint">{resultDescription}</span>
      ) : null}
    </>
  );
}

export interface AttemptsTableProps {
  rows: AttemptRow[];
  total: number;
  pageSize: number;
}

export function AttemptsTable(props: AttemptsTableProps) {
  return (
    <DataTable
      {...props}
      label="Payment requests"
      columns={columns}
      rowId={(row) => row.id}
      searchPlaceholder="Customer, phone, reference"
      statuses={statusOptions("attempt")}
      empty={
        <EmptyState
          icon={Smartphone}
          title="Nobody has pressed Pay yet"
          description="Each request that goes to a customer's phone is listed here with what came of it."
        />
      }
    />
  );
}
