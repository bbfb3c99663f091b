import type { Change } from "../../sync/plan";
import { RouterError } from "../errors";
import type { Applied, ApplyOptions, RouterPort } from "../port";
import { tables } from "../tables";
import { addRow } from "./create-row";
import { removeById } from "./delete-row";
import { fieldWords } from "./field-words";
import { assertOurs, lookupRow } from "./lookup-row";

/** Sets what differs. Throws `no_such_item` if the row went, or is another one by now: the plan is out of date. */
export async function updateRow(
  router: RouterPort,
  change: Change,
  { tag, resolveSecret }: ApplyOptions,
): Promise<Applied> {
  const words = await fieldWords(change, resolveSecret, "set");
  const row = await lookupRow(router, change, tag);
  if (!row || (change.rowId !== undefined && row.rowId !== change.rowId)) {
    throw new RouterError(
      "no_such_item",
      `The ${change.kind} ${change.name} is no longer what it was on the router.`,
    );
  }
  assertOurs(row, change);
  const { path, recreate = [] } = tables[change.kind];
  if (recreate.some((field) => change.after[field] === ""))
    return makeAnew(router, change, row.rowId, words);
  await router.run(`${path}/set`, [[".id", row.rowId], ...words]);
  return { outcome: "updated", rowId: row.rowId };
}

/** Where a field cannot be cleared, the row goes and comes back without it. If it only goes, the next plan adds it. */
async function makeAnew(
  router: RouterPort,
  change: Change,
  rowId: string,
  words: readonly (readonly [string, string])[],
): Promise<Applied> {
  const { path, proplist } = tables[change.kind];
  const [row = {}] = await router.print(path, { proplist, query: [`.id=${rowId}`] });
  const { ".id": _, ...kept } = row;
  for (const [field, value] of Object.entries(change.after)) if (value === "") delete kept[field];
  await removeById(router, `${path}/remove`, rowId);
  // Where keys may repeat, adding on top of a removal that had no effect would leave two.
  if ((await router.count(path, [`.id=${rowId}`])) > 0)
    throw new RouterError(
      "conflict",
      `The router did not remove the ${change.kind} ${change.name}.`,
    );
  const added = await addRow(
    router,
    change,
    Object.entries({ ...kept, ...Object.fromEntries(words) }),
  );
  return { outcome: "updated", ...added };
}
