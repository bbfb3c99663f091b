import type { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { uuid } from "@/lib/id";
import type { Remark } from "@/lib/imports";
import { listInputOf, type Page } from "@/lib/paging";
import { isBlocked } from "./get-import";
import { loadBatch } from "./load-batch";
import { type ImportRow, loadStaged, type Staged } from "./load-staged";

const FILTERS = {
  problems: isBlocked,
  remarks: ({ remarks }: Staged) => remarks.length > 0,
  left_out: ({ row }: Staged) => !row.included,
  lapsed: ({ row }: Staged) => row.lapsed,
  imported: ({ row }: Staged) => row.status === "imported",
  adopted: ({ row }: Staged) => row.status === "adopted",
  failed: ({ row }: Staged) => row.status === "failed",
} as const;
type Filter = keyof typeof FILTERS;

const SORTS = {
  username: ({ row }: Staged) => row.username.toLowerCase(),
  customerName: ({ row }: Staged) => row.customerName.toLowerCase(),
  packageName: (one: Staged) => one.package.name.toLowerCase(),
} as const;
type Sort = keyof typeof SORTS;

const Input = listInputOf(Object.keys(SORTS) as Sort[], Object.keys(FILTERS) as Filter[]).extend({
  batchId: uuid(),
});

export interface ImportRowView extends ImportRow {
  packageName: string;
  /** Its own day, or the one for all. */
  effectivePaidUntil: Date | null;
  remarks: Remark[];
}

/** The rows of an import with what is to be said of each, in the router's order unless sorted. Errors: forbidden, not_found. */
export async function listImportRows(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<ImportRowView>> {
  authorise(ctx, { staff: "read" });
  const { batchId, search, status, sort, direction, page, pageSize } = Input.parse(input);
  const staged = await loadStaged(ctx, await loadBatch(ctx, batchId));
  const found = staged
    .filter((one) => !status || FILTERS[status](one))
    .filter((one) => !search || matches(one, search.toLowerCase()));
  if (sort) found.sort((a, b) => SORTS[sort](a).localeCompare(SORTS[sort](b)));
  if (sort && direction === "desc") found.reverse();
  const rows = found.slice((page - 1) * pageSize, page * pageSize).map((one) => ({
    ...one.row,
    packageName: one.package.name,
    effectivePaidUntil: one.paidUntil,
    remarks: one.remarks,
  }));
  return { rows, total: found.length, pageSize };
}

const matches = ({ row, package: { name } }: Staged, words: string): boolean =>
  [
    row.username,
    row.customerName,
    row.phone ?? "",
    row.found.comment,
    row.staticAddress ?? "",
    name,
  ]
    .join("\n")
    .toLowerCase()
    .includes(words);
