"use client";

import { BellOff } from "lucide-react";
import Link from "next/link";
import type { AlertView } from "@/services/alerts";
import { StatusBadge } from "../status-badges";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { formatDuration } from "../ui/format";
import { RelativeTime } from "../ui/relative-time";
import { ALERT_WORDS, placeOf } from "./words";

const column = columnsFor<AlertView>();
const columns = [
  column.accessor("kind", {
    header: "What",
    enableSorting: false,
    cell: ({ row: { original: alert } }) => (
      <span className="block">
        <span className="font-medium">{ALERT_WORDS[alert.kind]}</span>
        <Link
          href={placeOf(alert)}
          className="block text-sm text-ink-muted [overflow-wrap:anywhere] hover:underline"
        >
          {alert.subjectName}
        </Link>
        <span className="mt-1 block text-sm text-ink-muted sm:hidden">{alert.message}</span>
        <span className="mt-1 block text-sm text-ink-faint md:hidden">
          <RelativeTime at={alert.raisedAt} />
        </span>
      </span>
    ),
    meta: { className: "align-top" },
  }),
  column.accessor("message", {
    header: "In words",
    enableSorting: false,
    meta: { from: "sm", className: "min-w-64 max-w-xl align-top text-pretty" },
  }),
  column.accessor("severity", {
    header: "State",
    enableSorting: false,
    cell: ({ row: { original: alert } }) => (
      <StatusBadge kind="alert" status={alert.clearedAt ? "over" : alert.severity} />
    ),
    meta: { className: "align-top" },
  }),
  column.accessor("raisedAt", {
    header: "Since",
    enableSorting: false,
    cell: ({ row: { original: alert } }) => (
      <>
        <RelativeTime at={alert.raisedAt} />
        {alert.clearedAt ? (
          <span className="block text-sm text-ink-faint">
            for {formatDuration(alert.clearedAt.getTime() - alert.raisedAt.getTime())}
          </span>
        ) : null}
      </>
    ),
    meta: { from: "md", className: "align-top whitespace-nowrap text-ink-muted" },
  }),
  column.accessor("lastNotifiedAt", {
    header: "SMS",
    enableSorting: false,
    cell: ({ row: { original: alert } }) =>
      alert.lastNotifiedAt ? (
        <RelativeTime at={alert.lastNotifiedAt} />
      ) : (
        <span className="text-ink-faint">none</span>
      ),
    meta: { from: "lg", className: "align-top whitespace-nowrap text-ink-muted" },
  }),
];

const STATUSES = [
  { value: "open", label: "Open" },
  { value: "over", label: "Over" },
  ...Object.entries(ALERT_WORDS).map(([value, label]) => ({ value, label })),
];

export interface AlertsTableProps {
  rows: AlertView[];
  total: number;
  pageSize: number;
}

/** Alerts, open ones first; what is over stays as history. */
export function AlertsTable(props: AlertsTableProps) {
  return (
    <DataTable
      {...props}
      label="Alerts"
      columns={columns}
      rowId={(alert) => alert.id}
      rowHref={placeOf}
      searchPlaceholder="Router, shortcode, words"
      statuses={STATUSES}
      empty={
        <EmptyState
          icon={BellOff}
          title="Nothing to worry about"
          description="Routers that go down, M-Pesa that does not answer, and passwords about to expire show up here."
        />
      }
    />
  );
}
