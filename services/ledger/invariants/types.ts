import type { SQL } from "drizzle-orm";

/** One promise of the books as SQL that returns the rows that break it. */
export interface InvariantCheck {
  id: string;
  promise: string;
  query: (at: { now: Date }) => SQL;
}
