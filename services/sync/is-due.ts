import { gt, isNull, lte, or } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

/**
 * Whether something put off has become due by now: never done, its time has come, or it was put off for longer than ever
 * happens, by a clock that was ahead.
 */
export const isDue = (at: PgColumn, now: Date, longestMs: number) =>
  or(isNull(at), lte(at, now), gt(at, new Date(now.getTime() + longestMs)));
