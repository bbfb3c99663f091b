import type { Change } from "../../sync/plan";
import type { Applied, RouterPort } from "../port";
import { keyQuery } from "../query";
import { tables } from "../tables";
import { removeById } from "./delete-row";
import { endConnections } from "./end-connections";

/**
 * Ends one live session, or all of this name if the change names no row. Ids of sessions are short-lived, so they are
 * looked up by name just before: a session that redialled has another one and is left alone.
 */
export async function kickSession(router: RouterPort, change: Change): Promise<Applied> {
  if (change.kind === "connection") return endConnections(router, change.name);
  const { path } = tables[change.kind];
  const query = keyQuery(change.kind, change.name);
  const rows = await router.print(path, { proplist: [".id"], query });
  const found = rows.flatMap((row) => row[".id"] ?? []);
  const meant = found.filter((id) => change.rowId === undefined || id === change.rowId);
  const outcomes = await Promise.all(meant.map((id) => removeById(router, `${path}/remove`, id)));
  if (!outcomes.includes("removed")) return { outcome: "already", found };
  return {
    outcome: "kicked",
    found,
    ...(change.rowId === undefined ? {} : { rowId: change.rowId }),
  };
}
