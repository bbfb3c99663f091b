import type { Change } from "../../sync/plan";
import type { Applied, RouterPort } from "../port";
import { removeById } from "./delete-row";

const PATH = "/ppp/active";

/**
 * Ends one live session, or all of this name if the change names no row. Ids of sessions are short-lived, so they are
 * looked up by name just before: a session that redialled has another one and is left alone.
 */
export async function kickSession(router: RouterPort, change: Change): Promise<Applied> {
  const rows = await router.print(PATH, {
    proplist: [".id", "name"],
    query: [`name=${change.name}`],
  });
  const ids = rows.flatMap((row) => row[".id"] ?? []);
  const meant = ids.filter((id) => change.rowId === undefined || id === change.rowId);
  const outcomes = await Promise.all(meant.map((id) => removeById(router, `${PATH}/remove`, id)));
  if (!outcomes.includes("removed")) return { outcome: "already" };
  return { outcome: "kicked", ...(change.rowId === undefined ? {} : { rowId: change.rowId }) };
}
