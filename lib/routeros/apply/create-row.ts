import type { Change } from "../../sync/plan";
import { isRouterError } from "../errors";
import type { Applied, ApplyOptions, RouterPort } from "../port";
import { tables } from "../tables";
import { fieldWords } from "./field-words";
import { assertOurs, lookupRow } from "./lookup-row";

/**
 * Adds the row. If the router refuses, whatever its words, a row of that name may be there: ours is made right, anybody
 * else's is a `conflict`. Throws the router's own error if there is none.
 */
export async function createRow(
  router: RouterPort,
  change: Change,
  { tag, resolveSecret }: ApplyOptions,
): Promise<Applied> {
  const { path } = tables[change.kind];
  const fields = await fieldWords(change, resolveSecret, "add");
  try {
    const { ret } = await router.run(`${path}/add`, [["name", change.name], ...fields]);
    return { outcome: "created", ...(ret === undefined ? {} : { rowId: ret }) };
  } catch (error) {
    if (!isRouterError(error) || !error.trap || router.closed) throw error;
    const row = await lookupRow(router, change.kind, change.name, tag);
    if (!row) throw error;
    assertOurs(row, change);
    const words = await fieldWords(change, resolveSecret, "set");
    await router.run(`${path}/set`, [[".id", row.rowId], ...words]);
    return { outcome: "updated", rowId: row.rowId };
  }
}
