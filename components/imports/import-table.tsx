"use client";

import { Download } from "lucide-react";
import { useMemo } from "react";
import { formatPhone } from "@/lib/phone-format";
import type { ImportRowView } from "@/services/imports";
import type { FormAction } from "../ui/action-form";
import { Badge } from "../ui/badge";
import { DataTable } from "../ui/data-table/data-table";
import { columnsFor } from "../ui/data-table/features";
import { EmptyState } from "../ui/empty-state";
import { IncludeMenu } from "./include-menu";
import { IncludeRow } from "./include-row";
import { PaidUntil } from "./paid-until";
import { RowDialog, type RowPackage } from "./row-dialog";
import { RowRemarks } from "./row-remarks";

export interface ImportTableProps {
  rows: ImportRowView[];
  total: number;
  pageSize: number;
  batchId: string;
  /** Staff may still change it. */
  review: boolean;
  packages: RowPackage[];
  edit: FormAction<unknown>;
  include: FormAction<unknown>;
  includeMany: FormAction<unknown>;
}

const column = columnsFor<ImportRowView>();

const STATUSES = [
  { value: "problems", label: "With problems" },
  { value: "remarks", label: "With remarks" },
  { value: "left_out", label: "Left out" },
  { value: "lapsed", label: "Disabled there" },
];
const STATUSES_AFTER = [
  { value: "adopted", label: "Taken in" },
  { value: "imported", label: "Unmarked" },
  { value: "failed", label: "With a reason" },
  { value: "left_out", label: "Left out" },
];

/** Every login that was read, as staff correct it. */
export function ImportTable(props: ImportTableProps) {
  const { batchId, review, packages, edit, include, includeMany, ...list } = props;
  const columns = useMemo(
    () => columnsOf({ batchId, review, packages, edit, include }),
    [batchId, review, packages, edit, include],
  );
  return (
    <DataTable
      {...list}
      label="Logins on the router"
      columns={columns}
      rowId={(row) => row.id}
      searchPlaceholder="Name, login, phone, comment"
      statuses={review ? STATUSES : STATUSES_AFTER}
      toolbar={review ? <IncludeMenu batchId={batchId} action={includeMany} /> : null}
      empty={
        <EmptyState
          icon={Download}
          title="There is nobody to take in"
          description="The router has no secrets, hotspot users or queues of single addresses that belong to nobody here."
        />
      }
    />
  );
}

type Parts = Pick<ImportTableProps, "batchId" | "review" | "packages" | "edit" | "include">;

const columnsOf = ({ batchId, review, packages, edit, include }: Parts) => [
  ...(review
    ? [
        column.display({
          id: "included",
          header: "In",
          cell: ({ row }) => <IncludeRow batchId={batchId} row={row.original} action={include} />,
          meta: { className: "w-10" },
        }),
      ]
    : []),
  column.accessor("username", {
    header: "Login",
    cell: ({ row: { original: row } }) => (
      <span className="block min-w-0">
        <span className="block font-medium [overflow-wrap:anywhere]">{row.username}</span>
        <span className="block text-sm text-ink-faint [overflow-wrap:anywhere]">
          {row.found.comment || row.staticAddress || row.found.profile}
        </span>
        <span className="mt-1 block text-sm md:hidden">
          {row.customerName}
          {row.phone ? ` · ${formatPhone(row.phone)}` : ""}
        </span>
        <RowRemarks row={row} className="mt-1.5 lg:hidden" />
      </span>
    ),
  }),
  column.accessor("customerName", {
    header: "Customer",
    cell: ({ row: { original: row } }) => (
      <span className="block min-w-0">
        <span className="block [overflow-wrap:anywhere]">{row.customerName}</span>
        <span className="block whitespace-nowrap text-sm text-ink-faint">
          {row.phone ? formatPhone(row.phone) : "no phone"}
        </span>
      </span>
    ),
    meta: { from: "md" },
  }),
  column.accessor("packageName", { header: "Package", meta: { from: "xl" } }),
  column.display({
    id: "paidUntil",
    header: "Paid until",
    cell: ({ row }) => <PaidUntil row={row.original} />,
    meta: { from: "sm", className: "whitespace-nowrap text-ink-muted" },
  }),
  column.display({
    id: "remarks",
    header: review ? "To look at" : "How it went",
    cell: ({ row: { original: row } }) =>
      row.included && (row.remarks.length > 0 || row.reason) ? (
        <RowRemarks row={row} />
      ) : (
        <Badge tone={row.included ? "ok" : "neutral"}>
          {row.included ? STATE[row.status] : "left out"}
        </Badge>
      ),
    meta: { from: "lg" },
  }),
  ...(review
    ? [
        column.display({
          id: "edit",
          header: () => <span className="sr-only">Edit</span>,
          cell: ({ row }) => (
            <RowDialog batchId={batchId} row={row.original} packages={packages} action={edit} />
          ),
          meta: { align: "right" },
        }),
      ]
    : []),
];

const STATE = { staged: "ready", imported: "made", adopted: "taken in", failed: "kept" } as const;
