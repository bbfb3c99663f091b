import { kinds } from "../../sync/kinds";
import type { Change } from "../../sync/plan";
import { netsOver } from "../../sync/queue-order";
import type { ResourceKind } from "../../sync/resource";
import { isRouterError } from "../errors";
import { sharedTag } from "../ownership";
import type { Applied, ApplyOptions, RouterPort } from "../port";
import { anyOf, LASTING } from "../query";
import { tables } from "../tables";
import { isYes } from "../values";
import { removeById } from "./delete-row";
import { fieldWords } from "./field-words";
import { assertOurs, lookupRow } from "./lookup-row";

/**
 * Adds the row. If the router refuses, whatever its words, a row of that key may be there: ours is made right, anybody
 * else's is a `conflict`. Throws the router's own error if there is none.
 */
export async function createRow(
  router: RouterPort,
  change: Change,
  { tag, resolveSecret }: ApplyOptions,
): Promise<Applied> {
  const fields = await fieldWords(change, resolveSecret, "add");
  try {
    return { outcome: "created", ...(await addRow(router, change, fields)) };
  } catch (error) {
    if (!isRouterError(error) || !error.trap || router.closed) throw error;
    const row = await lookupRow(router, change, tag);
    if (!row?.ours && (await clearWay(router, change)))
      return { outcome: "created", ...(await addRow(router, change, fields)) };
    if (!row) throw error;
    assertOurs(row, change);
    const words = await fieldWords(change, resolveSecret, "set");
    await router.run(`${tables[change.kind].path}/set`, [[".id", row.rowId], ...words]);
    return { outcome: "updated", rowId: row.rowId };
  }
}

/** One `add`, before all other rows where the first one that fits wins. */
export async function addRow(
  router: RouterPort,
  { kind, name }: Pick<Change, "kind" | "name">,
  fields: readonly (readonly [string, string])[],
): Promise<{ rowId?: string }> {
  const { path, ordered } = tables[kind];
  const first = ordered ? await firstInTheWay(router, kind, Object.fromEntries(fields)) : undefined;
  const { ret } = await router.run(`${path}/add`, [
    ...(kinds[kind].key ? [] : [["name", name] as const]),
    ...fields,
    ...(first ? [["place-before", first] as const] : []),
  ]);
  return ret === undefined ? {} : { rowId: ret };
}

/**
 * Removes what the router itself had made where ours belongs: a device that got its address by chance asks again and
 * gets it for good. Keeping such a row (`make-static`) would leave one without our mark if we died before marking it.
 */
async function clearWay(router: RouterPort, { kind, after }: Change): Promise<boolean> {
  const { path, givesWay = [] } = tables[kind];
  const same = givesWay.filter((field) => after[field]).map((field) => `${field}=${after[field]}`);
  if (same.length === 0) return false;
  const query = [...anyOf(same.map((word) => [word])), "dynamic=true", "#&"];
  const rows = await router.print(path, { proplist: [".id"], query });
  for (const { ".id": id = "" } of rows) await removeById(router, `${path}/remove`, id);
  return rows.length > 0;
}

/** The row that ours must stand before: of queues the first that catches its address, else the first of other people. */
async function firstInTheWay(
  router: RouterPort,
  kind: ResourceKind,
  { target, parent = "none", comment = "" }: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const catching = kind === "queue" ? netsOver(target ?? "") : [];
  const query =
    catching.length > 0 ? anyOf(catching.map((net) => [`target=${net}`])) : notOurs(comment);
  const proplist = [".id", "parent", "dynamic"];
  const rows = await router.print(tables[kind].path, { proplist, query });
  // Only siblings compete; the parent itself catches its children.
  const siblings = rows.filter((row) => !isYes(row.dynamic) && (row.parent ?? "none") === parent);
  return siblings[0]?.[".id"];
}

/** Ours stand in nobody's way: the table may hold one for every customer. Queries know no patterns, but text has an order. */
function notOurs(comment: string): readonly string[] {
  const mark = sharedTag(comment);
  if (!mark.startsWith("isp:")) return LASTING;
  return [`>comment=${mark}:`, `<comment=${mark};`, "#&", "#!"];
}
