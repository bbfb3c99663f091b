"use client";

import { UserPlus, Users } from "lucide-react";
import Link from "next/link";
import type { CustomerRow } from "@/services/customers";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { Money } from "../ui/money";
import { RelativeTime } from "../ui/relative-time";

/** A row as the table gets it: the phone is written for people already. */
export type CustomerTableRow = Omit<CustomerRow, "phone"> & { phone: string };

const column = columnsFor<CustomerTableRow>();
const columns = [
  column.accessor("name", {
    header: "Name",
    cell: ({ row }) => (
      <span className="flex flex-wrap items-center gap-x-2">
        <Link href={`/customers/${row.original.id}`} className="font-medium hover:underline">
          {row.original.name}
        </Link>
        {row.original.status === "closed" ? <Badge>Closed</Badge> : null}
        <span className="w-full text-sm text-ink-faint tabular sm:hidden">
          {row.original.phone}
        </span>
      </span>
    ),
  }),
  column.accessor("phone", {
    header: "Phone",
    enableSorting: false,
    meta: { from: "sm", className: "whitespace-nowrap tabular" },
  }),
  column.accessor("accountNumber", {
    header: "Account",
    enableSorting: false,
    meta: { from: "md", className: "font-mono text-sm" },
  }),
  column.accessor("userCount", {
    header: "Users",
    enableSorting: false,
    meta: { align: "right", from: "md", className: "tabular" },
  }),
  column.accessor("walletCents", {
    header: "Wallet",
    enableSorting: false,
    cell: ({ row }) => <Money cents={row.original.walletCents} />,
    meta: { align: "right" },
  }),
  column.accessor("createdAt", {
    header: "Since",
    cell: ({ row }) => <RelativeTime at={row.original.createdAt} />,
    meta: { from: "lg", className: "text-ink-muted" },
  }),
];

export interface CustomersTableProps {
  rows: CustomerTableRow[];
  total: number;
  pageSize: number;
}

export function CustomersTable(props: CustomersTableProps) {
  return (
    <DataTable
      {...props}
      label="Customers"
      columns={columns}
      rowId={(row) => row.id}
      rowHref={(row) => `/customers/${row.id}`}
      searchPlaceholder="Name, phone, account, username"
      statuses={[
        { value: "active", label: "Active" },
        { value: "closed", label: "Closed" },
      ]}
      empty={
        <EmptyState
          icon={Users}
          title="No customers yet"
          description="Onboard the first one: phone, package and router in one form. The welcome SMS and the first bill follow by themselves."
          action={
            <Button asChild variant="primary">
              <Link href="/customers/new">
                <UserPlus aria-hidden /> Onboard customer
              </Link>
            </Button>
          }
        />
      }
    />
  );
}
