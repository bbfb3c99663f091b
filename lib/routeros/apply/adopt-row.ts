import type { Change } from "../../sync/plan";
import { RouterError } from "../errors";
import type { Applied, RouterPort } from "../port";
import { tables } from "../tables";
import { isYes } from "../values";
import { fieldWords } from "./field-words";

/**
 * Writes our mark on a row that a person says is a user's, and in the same sentence what else the change names. Throws
 * `conflict` when the row is not what that person saw: gone, the router's own, or different by now.
 */
export async function adoptRow(router: RouterPort, change: Change): Promise<Applied> {
  const { path } = tables[change.kind];
  const seen = Object.entries(change.before);
  const [row] = await router.print(path, {
    proplist: [".id", "dynamic", "default", ...seen.map(([field]) => field)],
    query: [`.id=${change.rowId ?? ""}`],
  });
  const same = seen.every(([field, value]) => (row?.[field] ?? "") === value);
  if (!row?.[".id"] || !same || isYes(row.dynamic) || isYes(row.default))
    throw new RouterError(
      "conflict",
      `The ${change.kind} ${change.name} is no longer what it was on the router: look again.`,
    );
  const words = await fieldWords(change, () => "", "set");
  await router.run(`${path}/set`, [[".id", row[".id"]], ...words]);
  return { outcome: "updated", rowId: row[".id"] };
}
