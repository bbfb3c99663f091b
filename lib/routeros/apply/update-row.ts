import type { Change } from "../../sync/plan";
import { RouterError } from "../errors";
import type { Applied, ApplyOptions, RouterPort } from "../port";
import { tables } from "../tables";
import { fieldWords } from "./field-words";
import { assertOurs, lookupRow } from "./lookup-row";

/** Sets what differs. Throws `no_such_item` if the row went, or is another one by now: the plan is out of date. */
export async function updateRow(
  router: RouterPort,
  change: Change,
  { tag, resolveSecret }: ApplyOptions,
): Promise<Applied> {
  const words = await fieldWords(change, resolveSecret, "set");
  const row = await lookupRow(router, change.kind, change.name, tag);
  if (!row || (change.rowId !== undefined && row.rowId !== change.rowId)) {
    throw new RouterError(
      "no_such_item",
      `The ${change.kind} ${change.name} is no longer what it was on the router.`,
    );
  }
  assertOurs(row, change);
  await router.run(`${tables[change.kind].path}/set`, [[".id", row.rowId], ...words]);
  return { outcome: "updated", rowId: row.rowId };
}
