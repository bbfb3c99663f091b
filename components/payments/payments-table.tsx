"use client";

import { Banknote } from "lucide-react";
import Link from "next/link";
import type { PaymentRow } from "@/services/reports";
import { StatusBadge, statusOptions } from "../status-badges";
import { Badge } from "../ui/badge";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { formatDuration } from "../ui/format";
import { Money } from "../ui/money";
import { RelativeTime } from "../ui/relative-time";
import { SOURCE_WORDS } from "./words";

const column = columnsFor<PaymentRow>();
const columns = [
  column.accessor("receipt", {
    header: "Receipt",
    enableSorting: false,
    cell: ({ row }) => (
      <>
        <Link
          href={`/payments/${row.original.id}`}
          className="font-mono text-sm whitespace-nowrap hover:underline max-sm:whitespace-normal"
        >
          {row.original.receipt ?? "no receipt yet"}
        </Link>
        {/* On a phone what is as usual needs no word. */}
        {row.original.status === "credited" ? null : (
          <span className="mt-1 block sm:hidden">
            <StatusBadge kind="payment" status={row.original.status} />
          </span>
        )}
      </>
    ),
  }),
  column.accessor("customerName", {
    header: "Customer",
    enableSorting: false,
    cell: ({ row }) =>
      row.original.customerId ? (
        <Link href={`/customers/${row.original.customerId}`} className="hover:underline">
          {row.original.customerName}
        </Link>
      ) : (
        <span className="text-ink-faint">{row.original.payerName ?? "unknown"}</span>
      ),
  }),
  column.accessor("amountCents", {
    header: "Amount",
    cell: ({ row }) => <Money cents={row.original.amountCents} currency={row.original.currency} />,
    meta: { align: "right" },
  }),
  column.accessor("status", {
    header: "Status",
    enableSorting: false,
    cell: ({ row }) => (
      <span className="flex gap-1.5">
        <StatusBadge kind="payment" status={row.original.status} />
        {row.original.flags.length > 0 ? <Badge tone="warn">flagged</Badge> : null}
      </span>
    ),
    meta: { from: "sm" },
  }),
  column.accessor("source", {
    header: "Known by",
    enableSorting: false,
    cell: ({ row }) => SOURCE_WORDS[row.original.source],
    meta: { from: "lg", className: "text-ink-muted" },
  }),
  column.accessor("restoredAfterMs", {
    header: "Restored after",
    enableSorting: false,
    cell: ({ row }) =>
      row.original.restoredAfterMs === null ? "" : formatDuration(row.original.restoredAfterMs),
    meta: { from: "lg", align: "right", className: "text-ink-muted tabular" },
  }),
  column.accessor("paidAt", {
    header: "When",
    cell: ({ row }) => <RelativeTime at={row.original.paidAt} />,
    meta: { from: "md", className: "whitespace-nowrap text-ink-muted" },
  }),
];

const STATUSES = [
  ...statusOptions("payment"),
  { value: "receipt_overdue", label: "No receipt for two days" },
];

export interface PaymentsTableProps {
  rows: PaymentRow[];
  total: number;
  pageSize: number;
}

export function PaymentsTable(props: PaymentsTableProps) {
  return (
    <DataTable
      {...props}
      label="Payments"
      columns={columns}
      rowId={(row) => row.id}
      rowHref={(row) => `/payments/${row.id}`}
      searchPlaceholder="Receipt, customer, payer"
      statuses={STATUSES}
      empty={
        <EmptyState
          icon={Banknote}
          title="No payments yet"
          description="Money arrives here by itself, whichever way M-Pesa tells us of it."
        />
      }
    />
  );
}
