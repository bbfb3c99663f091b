import { z } from "zod";
import { withoutNul } from "./storable-text";

/** One page of a list with the number of all rows that match. */
export interface Page<Row> {
  rows: Row[];
  total: number;
  pageSize: number;
}

/** The value if it is one of those, else undefined. */
const oneOf = <T extends string>(known: readonly T[]) =>
  z
    .unknown()
    .transform((value) => known.find((one) => one === value))
    .optional();

/**
 * Input of a list verb. A sort key or status that does not exist (an old bookmark, a typed address) falls
 * back to the list's own order and to all states, never to an error.
 */
export const listInputOf = <Sort extends string, Status extends string = never>(
  sorts: readonly Sort[],
  statuses: readonly Status[] = [],
) =>
  z.object({
    search: z.string().trim().max(100).transform(withoutNul).optional(),
    page: z.int().min(1).max(100_000).default(1),
    pageSize: z.int().min(1).max(200).default(25),
    sort: oneOf(sorts),
    direction: z.enum(["asc", "desc"]).default("asc"),
    status: oneOf(statuses),
  });

/** A search text as a pattern for ilike, with its wildcards made harmless. */
export const containsPattern = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;
