import { kinds } from "../../sync/kinds";
import type { Change } from "../../sync/plan";
import { isRouterError } from "../errors";
import type { Applied, ApplyOptions, RouterPort } from "../port";
import { LASTING } from "../query";
import { tables } from "../tables";
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
  const first = ordered ? await firstRow(router, path) : undefined;
  const { ret } = await router.run(`${path}/add`, [
    ...(kinds[kind].key ? [] : [["name", name] as const]),
    ...fields,
    ...(first ? [["place-before", first] as const] : []),
  ]);
  return ret === undefined ? {} : { rowId: ret };
}

async function firstRow(router: RouterPort, path: string): Promise<string | undefined> {
  const [row] = await router.print(path, { proplist: [".id"], query: LASTING });
  return row?.[".id"];
}
