import type { Command } from "../protocol/command";
import { matches } from "../query";
import type { Router } from "../router";
import type { StoredRow } from "../tables/spec";
import type { Table } from "../tables/table";
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
  /** What the client may see of a row, or undefined if the queries exclude it. */
  view(row: StoredRow): Row | undefined;
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
  const view = (row: StoredRow): Row | undefined => {
    const shown = table.show(row);
    if (hidesSensitive) {
      for (const name of Object.keys(shown)) if (table.isSensitive(name)) delete shown[name];
    }
    if (!matches(shown, queries)) return undefined;
    return fields.length === 0 ? shown : pick(shown, fields);
  };
  return {
    countOnly: attributes.has("count-only"),
    follows: attributes.has("follow") || attributes.has("follow-only"),
    printsFirst: !attributes.has("follow-only"),
    view,
  };
}

function pick(row: Row, fields: readonly string[]): Row {
  const picked: Row = {};
  for (const name of fields) {
    const value = row[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
