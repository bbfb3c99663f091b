"use client";

import { UserRound } from "lucide-react";
import Link from "next/link";
import type { UserRow } from "@/services/users";
import { StatusBadge } from "../status-badges";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { RelativeTime } from "../ui/relative-time";
import { WhyLine } from "./why";

const column = columnsFor<UserRow>();
const columns = [
  column.accessor("username", {
    header: "Username",
    cell: ({ row }) => (
      <span className="block min-w-0">
        <Link
          href={`/users/${row.original.id}`}
          className="font-medium [overflow-wrap:anywhere] hover:underline"
        >
          {row.original.username}
        </Link>
        <span className="block text-sm text-ink-faint md:hidden">{row.original.customerName}</span>
      </span>
    ),
    // A sentence in the last column must not break names up.
    meta: { className: "md:min-w-36" },
  }),
  column.accessor("customerName", {
    id: "customer",
    header: "Customer",
    cell: ({ row }) => (
      <Link href={`/customers/${row.original.customerId}`} className="hover:underline">
        {row.original.customerName}
      </Link>
    ),
    meta: { from: "md" },
  }),
  column.accessor("packageName", {
    header: "Package",
    enableSorting: false,
    meta: { from: "lg" },
  }),
  column.accessor("routerName", {
    header: "Router",
    enableSorting: false,
    meta: { from: "xl", className: "text-ink-muted" },
  }),
  column.accessor("access", {
    header: "Access",
    enableSorting: false,
    cell: ({ row }) => <StatusBadge kind="access" status={row.original.access} />,
  }),
  column.accessor("paidUntil", {
    header: "Paid until",
    cell: ({ row }) =>
      row.original.pausedSecondsLeft !== null ? (
        "paused"
      ) : row.original.paidUntil ? (
        <RelativeTime at={row.original.paidUntil} />
      ) : (
        <span className="text-ink-faint">never</span>
      ),
    meta: { from: "lg", className: "whitespace-nowrap text-ink-muted" },
  }),
  column.accessor("syncStatus", {
    header: "Sync",
    enableSorting: false,
    cell: ({ row }) => <StatusBadge kind="sync" status={row.original.syncStatus} />,
    meta: { from: "sm" },
  }),
  column.accessor("online", {
    header: "Session",
    enableSorting: false,
    cell: ({ row }) => (
      <>
        <SessionBadge online={row.original.online} />
        {row.original.why ? <WhyLine why={row.original.why} /> : null}
      </>
    ),
    meta: { from: "md" },
  }),
];

/** Online, offline or not seen yet. */
export function SessionBadge({ online }: { online: boolean | null | undefined }) {
  const status = online === true ? "online" : online === false ? "offline" : "unknown";
  return <StatusBadge kind="session" status={status} />;
}

const STATUSES = [
  { value: "on", label: "Active" },
  { value: "online", label: "Online" },
  { value: "grace", label: "In grace" },
  { value: "expired", label: "Expired" },
  { value: "unpaid", label: "Not paid yet" },
  { value: "suspended", label: "Suspended" },
  { value: "sync_owed", label: "Not in sync" },
  { value: "closed", label: "Closed" },
];

export interface UsersTableProps {
  rows: UserRow[];
  total: number;
  pageSize: number;
  /** All of them are on one router. */
  hideRouter?: boolean;
}

const withoutRouter = columns.filter((item) => item.header !== "Router");

export function UsersTable({ hideRouter, ...props }: UsersTableProps) {
  return (
    <DataTable
      {...props}
      label="Users"
      columns={hideRouter ? withoutRouter : columns}
      rowId={(row) => row.id}
      rowHref={(row) => `/users/${row.id}`}
      searchPlaceholder="Username, customer, account"
      statuses={STATUSES}
      empty={
        <EmptyState
          icon={UserRound}
          title="No users yet"
          description="A user is a login on a router. Onboard a customer and the first one is made with them."
        />
      }
    />
  );
}
