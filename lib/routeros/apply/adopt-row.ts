import type { Change } from "../../sync/plan";
import { RouterError } from "../errors";
import type { Applied, RouterPort } from "../port";
import { tables } from "../tables";
import { isYes } from "../values";

/**
 * Writes our mark on a row that a person says is a user's. Throws `conflict` when the row is not what that person saw:
 * gone, the router's own, or commented differently by now.
 */
export async function adoptRow(router: RouterPort, change: Change): Promise<Applied> {
  const { path } = tables[change.kind];
  const [row] = await router.print(path, {
    proplist: [".id", "comment", "dynamic", "default"],
    query: [`.id=${change.rowId ?? ""}`],
  });
  const same = (row?.comment ?? "") === change.before.comment;
  if (!row?.[".id"] || !same || isYes(row.dynamic) || isYes(row.default))
    throw new RouterError(
      "conflict",
      `The ${change.kind} ${change.name} is no longer what it was on the router: look again.`,
    );
  await router.run(`${path}/set`, {
    ".id": row[".id"],
    comment: change.after.comment ?? "",
  });
  return { outcome: "updated", rowId: row[".id"] };
}
