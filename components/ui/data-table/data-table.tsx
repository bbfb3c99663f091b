"use client";

import { type ColumnDef, useTable } from "@tanstack/react-table";
import { useRouter } from "next/navigation";
import { type MouseEvent, type ReactNode, useMemo } from "react";
import { Card } from "../card";
import { cn } from "../cn";
import { type Features, features } from "./features";
import { Grid } from "./grid";
import { Pager } from "./pager";
import { Toolbar, type ToolbarProps } from "./toolbar";
import { useListState } from "./use-list-state";

export interface DataTableProps<Row extends object> extends Omit<ToolbarProps, "list"> {
  label: string;
  // biome-ignore lint/suspicious/noExplicitAny: a table's columns hold values of different types
  columns: ColumnDef<Features, Row, any>[];
  rows: Row[];
  total: number;
  pageSize: number;
  /** Where a row leads. The first cell should hold the link; the rest of the row only follows the mouse. */
  rowHref?: (row: Row) => string;
  rowId: (row: Row) => string;
  /** Shown instead of the table when there is nothing at all. */
  empty: ReactNode;
}

/** A list whose paging, search and sorting live in the address and are done by the server. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { columns, rows, rowId, rowHref, total, pageSize, label } = props;
  const list = useListState();
  const router = useRouter();
  const { sort, q, status, page } = list.state;
  const sorting = useMemo(
    () => (sort ? [{ id: sort.replace(/^-/, ""), desc: sort.startsWith("-") }] : []),
    [sort],
  );
  const table = useTable<Features, Row>({
    features,
    columns,
    data: rows,
    getRowId: rowId,
    state: { sorting },
    manualSorting: true,
    enableMultiSort: false,
    onSortingChange: (next) => {
      const [first] = typeof next === "function" ? next(sorting) : next;
      const value = first ? `${first.desc ? "-" : ""}${first.id}` : "";
      list.setState({ sort: value || null, page: null });
    },
  });
  if (total === 0 && !q && !status && page === 1) return <Card>{props.empty}</Card>;

  const follow = (event: MouseEvent, row: Row) => {
    const target = event.target as HTMLElement;
    if (!rowHref || target.closest("a,button,input") || window.getSelection()?.toString()) return;
    router.push(rowHref(row));
  };
  return (
    <Card aria-busy={list.loading}>
      <Toolbar {...props} list={list} />
      <div className={cn("transition-opacity", list.loading && "opacity-55")}>
        <Grid label={label} table={table} onRowClick={rowHref && follow} />
      </div>
      <Pager
        total={total}
        pageSize={pageSize}
        page={Math.max(1, page)}
        onTurn={(next) => list.setState({ page: next === 1 ? null : next }, { history: "push" })}
      />
    </Card>
  );
}
