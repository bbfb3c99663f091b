import type { useTable } from "@tanstack/react-table";
import type { MouseEvent } from "react";
import { cn } from "../cn";
import { Table, Td, Tr } from "../table";
import type { ColumnLooks, Features } from "./features";
import { columnClass, HeaderCell } from "./header-cell";

export interface GridProps<Row extends object> {
  label: string;
  table: ReturnType<typeof useTable<Features, Row>>;
  onRowClick?: (event: MouseEvent, row: Row) => void;
}

const cellClass = (looks?: ColumnLooks) => cn(columnClass(looks), looks?.className);

/** The rows of a table as it stands, heads that sort, and a word when nothing matches. */
export function Grid<Row extends object>({ label, table, onRowClick }: GridProps<Row>) {
  const { rows } = table.getRowModel();
  return (
    <>
      <Table label={label}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <HeaderCell
                  key={header.id}
                  looks={header.column.columnDef.meta}
                  sorted={header.column.getIsSorted()}
                  onSort={
                    header.column.getCanSort() ? () => header.column.toggleSorting() : undefined
                  }
                >
                  <table.FlexRender header={header} />
                </HeaderCell>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {rows.map((row) => (
            <Tr
              key={row.id}
              className={onRowClick && "cursor-pointer"}
              onClick={onRowClick && ((event) => onRowClick(event, row.original))}
            >
              {row.getAllCells().map((cell) => (
                <Td key={cell.id} className={cellClass(cell.column.columnDef.meta)}>
                  <table.FlexRender cell={cell} />
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
      {rows.length === 0 ? (
        <p className="px-4 py-12 text-center text-ink-muted">Nothing matches. Try other words.</p>
      ) : null}
    </>
  );
}
