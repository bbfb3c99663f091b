import { z } from "zod";

/** One page of a list with the number of all rows that match. */
export interface Page<Row> {
  rows: Row[];
  total: number;
  pageSize: number;
}

/**
 * Input of a list verb. A sort key or status that does not exist (an old bookmark, a typed address) falls
 * back to the list's own order and to all states, never to an error.
 */
export const listInputOf = <Sort extends string, Status extends string = never>(
  sorts: readonly Sort[],
  statuses: readonly Status[] = [],
) =>
  z.object({
    search: z.string().trim().max(100).optional(),
    page: z.int().min(1).max(100_000).default(1),
    pageSize: z.int().min(1).max(200).default(25),
    sort: z
      .custom<Sort>((value) => sorts.includes(value as Sort))
      .optional()
      .catch(undefined),
    direction: z.enum(["asc", "desc"]).default("asc"),
    status: z
      .custom<Status>((value) => statuses.includes(value as Status))
      .optional()
      .catch(undefined),
  });

/** A search text as a pattern for ilike, with its wildcards made harmless. */
export const containsPattern = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;
