"use client";

import { Package, Plus } from "lucide-react";
import Link from "next/link";
import type { PackageRow } from "@/services/packages";
import { StatusBadge, statusOptions } from "../status-badges";
import { Button } from "../ui/button";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { formatPeriod, formatSpeed } from "../ui/format";
import { Money } from "../ui/money";

const column = columnsFor<PackageRow>();
const columns = [
  column.accessor("name", {
    header: "Name",
    cell: ({ row }) => (
      <Link href={`/packages/${row.original.id}`} className="font-medium hover:underline">
        {row.original.name}
      </Link>
    ),
  }),
  column.accessor("downloadKbps", {
    header: "Speed",
    cell: ({ row }) => (
      <span className="whitespace-nowrap tabular">
        {formatSpeed(row.original.downloadKbps)}
        <span className="text-ink-faint"> / {formatSpeed(row.original.uploadKbps)}</span>
      </span>
    ),
    meta: { from: "sm" },
  }),
  column.display({
    id: "period",
    header: "Period",
    cell: ({ row }) => formatPeriod(row.original.periodCount, row.original.periodUnit),
    meta: { from: "md" },
  }),
  column.accessor("priceCents", {
    header: "Price",
    cell: ({ row }) => <Money cents={row.original.priceCents} currency={row.original.currency} />,
    meta: { align: "right" },
  }),
  column.accessor("userCount", {
    header: "Users",
    enableSorting: false,
    meta: { align: "right", from: "sm", className: "tabular" },
  }),
  column.accessor("status", {
    header: "Status",
    enableSorting: false,
    cell: ({ row }) => <StatusBadge kind="package" status={row.original.status} />,
    meta: { from: "sm" },
  }),
];

export interface PackagesTableProps {
  rows: PackageRow[];
  total: number;
  pageSize: number;
}

export function PackagesTable(props: PackagesTableProps) {
  return (
    <DataTable
      {...props}
      label="Packages"
      columns={columns}
      rowId={(row) => row.id}
      rowHref={(row) => `/packages/${row.id}`}
      searchPlaceholder="Search packages"
      statuses={statusOptions("package")}
      empty={
        <EmptyState
          icon={Package}
          title="No packages yet"
          description="A package is what you sell: a speed, for a period, at a price."
          action={
            <Button asChild variant="primary">
              <Link href="/packages/new">
                <Plus aria-hidden /> Add package
              </Link>
            </Button>
          }
        />
      }
    />
  );
}
