import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../cn";
import { Th } from "../table";
import type { ColumnLooks } from "./features";

const FROM = {
  sm: "max-sm:hidden",
  md: "max-md:hidden",
  lg: "max-lg:hidden",
  xl: "max-xl:hidden",
};

/** Where and on which side a column stands; its cells add their own looks. */
export const columnClass = (looks?: ColumnLooks): string =>
  cn(looks?.from && FROM[looks.from], looks?.align === "right" && "text-right");

export interface HeaderCellProps {
  looks?: ColumnLooks;
  sorted: false | "asc" | "desc";
  onSort?: () => void;
  children: ReactNode;
}

/** A column's head; a button when the server can sort by it. */
export function HeaderCell({ looks, sorted, onSort, children }: HeaderCellProps) {
  const Icon = sorted === "asc" ? ArrowUp : sorted === "desc" ? ArrowDown : ChevronsUpDown;
  const order = sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : undefined;
  return (
    <Th className={columnClass(looks)} aria-sort={order}>
      {onSort ? (
        <button
          type="button"
          onClick={onSort}
          className="-mx-1 inline-flex items-center gap-1 rounded-sm px-1 hover:text-ink"
        >
          {children}
          <Icon className={cn("size-3.5", !sorted && "opacity-50")} aria-hidden />
        </button>
      ) : (
        children
      )}
    </Th>
  );
}
