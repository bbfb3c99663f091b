import type { Command } from "../protocol/command";
import { addressOrders, matches } from "../query";
import type { Router } from "../router";
import type { StoredRow } from "../tables/spec";
import { pick, type Table } from "../tables/table";
import { unknownParameter } from "../traps";
import type { Row } from "../types";

const PARAMETERS = new Set([
  ".proplist",
  "append",
  "brief",
  "count-only",
  "detail",
  "follow",
  "follow-only",
  "show-ids",
  "stats",
  "terse",
  "value-list",
  "without-paging",
]);

/** How one print or listen selects rows and their fields. */
export interface Selection {
  countOnly: boolean;
  /** Rows that change later follow: `follow` and `follow-only`. */
  follows: boolean;
  printsFirst: boolean;
  /** Whether the queries let the row pass. */
  accepts(row: StoredRow): boolean;
  /** What the client may see of a row. */
  show(row: StoredRow): Row;
}

/** Reads the parameters of a print. Throws a trap for unknown ones. */
export function selectionOf(
  command: Command,
  table: Table,
  router: Router,
  maySeeSensitive: boolean,
): Selection {
  const { attributes, queries } = command;
  for (const name of attributes.keys()) {
    const known = name === "show-sensitive" && router.personality.showSensitive;
    if (!known && !PARAMETERS.has(name)) throw unknownParameter(name);
  }
  const hidesSensitive = !maySeeSensitive || attributes.get("show-sensitive") === "no";
  const fields = (attributes.get(".proplist") ?? "").split(",").filter((name) => name !== "");
  const mayShow = (name: string) => !(hidesSensitive && table.isSensitive(name));
  const shown = (fields.length === 0 ? table.names() : fields).filter(mayShow);
  const order = addressOrders[router.options.addressOrder ?? "text"];
  const accepts = (row: StoredRow): boolean => {
    const read = table.reader(row);
    return matches((name) => (mayShow(name) ? read(name) : undefined), queries, order);
  };
  return {
    countOnly: attributes.has("count-only"),
    follows: attributes.has("follow") || attributes.has("follow-only"),
    printsFirst: !attributes.has("follow-only"),
    accepts: queries.length === 0 ? () => true : accepts,
    show: (row) => pick(table.reader(row), shown),
  };
}
