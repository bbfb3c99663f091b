import type { Change } from "../../sync/plan";
import type { ResourceKind } from "../../sync/resource";
import { RouterError } from "../errors";
import { carriesTag, sharedTag } from "../ownership";
import type { RouterPort, Row } from "../port";
import { tables } from "../tables";
import { isYes } from "../values";

/** Shared rows of releases that give them no comment are known by this. */
const OWN_PREFIX = "isp-";

export interface ExistingRow {
  rowId: string;
  ours: boolean;
}

/** The row of this name, and whether we may touch it. Names are the keys of these tables. */
export async function lookupRow(
  router: RouterPort,
  kind: ResourceKind,
  name: string,
  tag: string,
): Promise<ExistingRow | undefined> {
  const [row] = await router.print(tables[kind].path, {
    proplist: [".id", "name", "comment", "dynamic", "default"],
    query: [`name=${name}`],
  });
  if (!row) return undefined;
  const { ".id": rowId } = row;
  if (!rowId) throw new RouterError("protocol", `The router printed a ${kind} without id.`);
  return { rowId, ours: isOurs(row, kind, tag) };
}

function isOurs(row: Row, kind: ResourceKind, tag: string): boolean {
  if (isYes(row.dynamic) || isYes(row.default)) return false;
  if (tables[kind].scope === "user") return carriesTag(row.comment, tag);
  if (row.comment === undefined) return row.name?.startsWith(OWN_PREFIX) ?? false;
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
