"use client";

import { PartyPopper } from "lucide-react";
import Link from "next/link";
import type { UnmatchedPayment } from "@/services/payments";
import { DataTable } from "../../ui/data-table/data-table";
import { columnsFor } from "../../ui/data-table/features";
import { EmptyState } from "../../ui/empty-state";
import { Money } from "../../ui/money";
import { RelativeTime } from "../../ui/relative-time";

const column = columnsFor<UnmatchedPayment>();
const columns = [
  column.accessor("receipt", {
    header: "Payment",
    enableSorting: false,
    cell: ({ row }) => (
      <>
        <Link
          href={`/payments/unmatched/${row.original.id}`}
          className="font-mono text-sm whitespace-nowrap hover:underline"
        >
          {row.original.receipt}
        </Link>
        <span className="block text-sm text-ink-muted">
          {row.original.payerName ?? "Payer not named"}
        </span>
      </>
    ),
  }),
  column.accessor("accountReference", {
    header: "Account typed",
    enableSorting: false,
    cell: ({ row }) =>
      row.original.accountReference || <span className="text-ink-faint">nothing</span>,
    meta: { from: "md", className: "[overflow-wrap:anywhere]" },
  }),
  column.accessor("amountCents", {
    header: "Amount",
    enableSorting: false,
    cell: ({ row }) => <Money cents={row.original.amountCents} currency={row.original.currency} />,
    meta: { align: "right" },
  }),
  column.display({
    id: "likely",
    header: "Most likely",
    cell: ({ row }) => <MostLikely likely={row.original.likely} />,
    meta: { from: "sm" },
  }),
  column.accessor("paidAt", {
    header: "Paid",
    enableSorting: false,
    cell: ({ row }) => <RelativeTime at={row.original.paidAt} />,
    meta: { from: "lg", className: "whitespace-nowrap text-ink-muted" },
  }),
];

function MostLikely({ likely }: Pick<UnmatchedPayment, "likely">) {
  const [first, ...others] = likely;
  if (!first) return <span className="text-ink-faint">Nothing points to anybody</span>;
  return (
    <div className="max-w-sm">
      <span className="font-medium">{first.name}</span>
      {others.length > 0 ? (
        <span className="text-sm text-ink-faint"> or {others.length} more</span>
      ) : null}
      <span className="block text-sm text-ink-muted">{first.reasons[0]}</span>
    </div>
  );
}

export interface UnmatchedTableProps {
  rows: UnmatchedPayment[];
  total: number;
  pageSize: number;
}

export function UnmatchedTable(props: UnmatchedTableProps) {
  return (
    <DataTable
      {...props}
      label="Unmatched payments"
      columns={columns}
      rowId={(row) => row.id}
      rowHref={(row) => `/payments/unmatched/${row.id}`}
      searchPlaceholder="Receipt, payer, account typed"
      empty={
        <EmptyState
          icon={PartyPopper}
          title="Every payment has found its customer"
          description="Money whose account number names nobody waits here until you say whose it is."
        />
      }
    />
  );
}
