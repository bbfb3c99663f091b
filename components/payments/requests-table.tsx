"use client";

import { ArrowLeftRight } from "lucide-react";
import Link from "next/link";
import type { ProviderRequestRow } from "@/services/payments";
import { StatusBadge, statusOptions } from "../status-badges";
import type { FormAction } from "../ui/action-form";
import { Badge } from "../ui/badge";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { Money } from "../ui/money";
import { RelativeTime } from "../ui/relative-time";
import { ResolveRequest } from "./resolve-request";
import { REQUEST_WORDS } from "./words";

const column = columnsFor<ProviderRequestRow>();

const columns = (resolve?: FormAction<unknown>) => [
  column.accessor("kind", {
    header: "What",
    enableSorting: false,
    cell: ({ row: { original } }) => (
      <span>
        <span className="font-medium">{REQUEST_WORDS[original.kind]}</span>
        <span className="mt-0.5 block text-sm text-ink-faint">
          <Subject request={original} />
        </span>
        {original.customerId ? (
          <Link
            href={`/customers/${original.customerId}`}
            className="mt-0.5 block text-sm hover:underline md:hidden"
          >
            {original.customerName}
          </Link>
        ) : null}
        {original.amountCents === null ? null : (
          <Money cents={original.amountCents} className="mt-0.5 block text-sm sm:hidden" />
        )}
      </span>
    ),
    meta: { className: "align-top" },
  }),
  column.accessor("customerName", {
    header: "Customer",
    enableSorting: false,
    cell: ({ row: { original } }) =>
      original.customerId ? (
        <Link href={`/customers/${original.customerId}`} className="hover:underline">
          {original.customerName}
        </Link>
      ) : (
        <span className="text-ink-faint">nobody yet</span>
      ),
    meta: { from: "md", className: "align-top" },
  }),
  column.accessor("amountCents", {
    header: "Amount",
    enableSorting: false,
    cell: ({ row: { original } }) =>
      original.amountCents === null ? null : <Money cents={original.amountCents} />,
    meta: { align: "right", from: "sm", className: "align-top" },
  }),
  column.accessor("state", {
    header: "Status",
    enableSorting: false,
    cell: ({ row: { original } }) => (
      <div className="max-w-md">
        <span className="flex flex-wrap items-center gap-1.5">
          <StatusBadge kind="providerRequest" status={original.state} />
          {original.needsStaff ? <Badge tone="bad">needs you</Badge> : null}
        </span>
        <p className="mt-1 text-sm text-pretty whitespace-normal text-ink-muted">
          {original.words}
        </p>
        {original.todo ? (
          <p className="mt-0.5 text-sm text-pretty whitespace-normal">{original.todo}</p>
        ) : null}
        {original.needsStaff && resolve ? (
          <ResolveRequest request={original} action={resolve} />
        ) : null}
      </div>
    ),
  }),
  column.accessor("requestedAt", {
    header: "When",
    enableSorting: false,
    cell: ({ row }) => <RelativeTime at={row.original.requestedAt} />,
    meta: { from: "lg", className: "whitespace-nowrap align-top text-ink-muted" },
  }),
];

/** The payment it is about, or the number that it goes to. */
function Subject({ request }: { request: ProviderRequestRow }) {
  const { paymentId, receipt, phone } = request;
  if (phone) return <span className="whitespace-nowrap">to {phone}</span>;
  if (!paymentId) return <span className="font-mono">{receipt}</span>;
  return (
    <Link href={`/payments/${paymentId}`} className="font-mono hover:underline">
      {receipt}
    </Link>
  );
}

export interface RequestsTableProps {
  rows: ProviderRequestRow[];
  total: number;
  pageSize: number;
  /** Only for who may send money back. */
  resolve?: FormAction<unknown>;
}

export function RequestsTable({ resolve, ...props }: RequestsTableProps) {
  return (
    <DataTable
      {...props}
      label="Checks and refunds"
      columns={columns(resolve)}
      rowId={(row) => row.id}
      searchPlaceholder="Customer, receipt, phone"
      statuses={statusOptions("providerRequest")}
      empty={
        <EmptyState
          icon={ArrowLeftRight}
          title="Nothing was asked of M-Pesa"
          description="Checks of typed codes, reversals and refunds stand here, each with its answer."
        />
      }
    />
  );
}
