import { createColumnHelper, rowSortingFeature, tableFeatures } from "@tanstack/react-table";

export interface ColumnLooks {
  /** Left out on screens narrower than this. */
  from?: "sm" | "md" | "lg" | "xl";
  align?: "right";
  className?: string;
}

/** What our tables can do in the browser; paging, search and the sorting itself are the server's work. */
export const features = tableFeatures({ rowSortingFeature, columnMeta: {} as ColumnLooks });
export type Features = typeof features;

export const columnsFor = <Row extends object>() => createColumnHelper<Features, Row>();
