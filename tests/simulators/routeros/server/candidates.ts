import type { StoredRow } from "../tables/spec";
import type { Table } from "../tables/table";

/** `name=alice` and `=name=alice`, but no comparison, no absence and no mere presence. */
const EQUALITY = /^=?([^=<>#-][^=]*)=([\s\S]*)$/;

/** Words that a query also takes for another spelling of `true` and `false`. */
const SPELLINGS = new Set(["yes", "no"]);

/** Equality tests of which a passing row must meet one; undefined if the queries say more. */
function equalities(queries: readonly string[]): [field: string, value: string][] | undefined {
  const tests: [string, string][] = [];
  let depth = 0;
  for (const query of queries) {
    if (query === "#|" || query === "#&") depth -= 1;
    else {
      const [, field = "", value = ""] = EQUALITY.exec(query) ?? [];
      if (field === "" || SPELLINGS.has(value)) return undefined;
      tests.push([field, value]);
      depth += 1;
    }
    // Below the stack everything is true, so that every row may pass.
    if (depth < 1) return undefined;
  }
  return tests;
}

/**
 * The rows that may pass, found by index, in the table's order; undefined if each row has to be
 * looked at. So that asking for one row of fifty thousand costs the simulator next to nothing.
 */
export function candidates(table: Table, queries: readonly string[]): StoredRow[] | undefined {
  const tests = queries.length > 0 ? equalities(queries) : undefined;
  if (!tests) return undefined;
  const found = new Set<StoredRow>();
  for (const [field, value] of tests) {
    const rows = table.having(field, value);
    if (!rows) return undefined;
    for (const row of rows) found.add(row);
  }
  return found.size > 1 ? table.rows().filter((row) => found.has(row)) : [...found];
}
