import { kinds } from "../../sync/kinds";
import type { Change } from "../../sync/plan";
import type { ResourceKind } from "../../sync/resource";
import { RouterError } from "../errors";
import { carriesTag, sharedTag } from "../ownership";
import type { RouterPort, Row } from "../port";
import { keyQuery } from "../query";
import { tables } from "../tables";
import { isYes } from "../values";

/** Shared rows of releases that give them no comment are known by this. */
const OWN_PREFIX = "isp-";

export interface ExistingRow {
  rowId: string;
  ours: boolean;
}

/**
 * The row that a change is about, and whether we may touch it. Where keys are not unique, the row that the change names
 * counts before ours, and ours before the others.
 */
export async function lookupRow(
  router: RouterPort,
  { kind, name, rowId, verb }: Pick<Change, "kind" | "name" | "rowId" | "verb">,
  tag: string,
): Promise<ExistingRow | undefined> {
  // A row without a name of its own may have got another key by hand: its id is all that tells it.
  const query = kinds[kind].key && rowId ? [`.id=${rowId}`] : keyQuery(kind, name);
  const rows = await router.print(tables[kind].path, {
    proplist: [".id", "name", "comment", "dynamic", "default"],
    query,
  });
  // What kept a former holder of an address out is changed with its next one, and removed with nobody else.
  const mark = kinds[kind].restricts && verb === "update" ? sharedTag(tag) : tag;
  const found = rows.map((row) => toExisting(row, kind, name, mark));
  return found.find((row) => row.rowId === rowId) ?? found.find((row) => row.ours) ?? found[0];
}

function toExisting(row: Row, kind: ResourceKind, name: string, tag: string): ExistingRow {
  const { ".id": rowId } = row;
  if (!rowId) throw new RouterError("protocol", `The router printed a ${kind} without id.`);
  return { rowId, ours: isOurs(row, kind, name, tag) };
}

function isOurs(row: Row, kind: ResourceKind, name: string, tag: string): boolean {
  if (isYes(row.dynamic) || isYes(row.default)) return false;
  if (kinds[kind].scope === "user") return carriesTag(row.comment, tag);
  if (row.comment === undefined) return name.startsWith(OWN_PREFIX);
  return carriesTag(row.comment, sharedTag(tag));
}

/** Throws `conflict`, unless the row is ours. */
export function assertOurs(row: ExistingRow, change: Change): void {
  if (row.ours) return;
  throw new RouterError(
    "conflict",
    `The ${change.kind} ${change.name} on the router does not carry our mark: it is left alone.`,
  );
}
