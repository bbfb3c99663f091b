import type { Change } from "../../sync/plan";
import type { Applied, ApplyOptions, RouterPort } from "../port";
import { tables } from "../tables";
import { assertOurs, lookupRow } from "./lookup-row";

/** Puts our row in front of another one. Done already if it is gone or another one by now. Throws `conflict` if not ours. */
export async function moveRow(
  router: RouterPort,
  change: Change,
  { tag }: ApplyOptions,
): Promise<Applied> {
  const row = await lookupRow(router, change, tag);
  if (!row || row.rowId !== change.rowId) return { outcome: "already" };
  assertOurs(row, change);
  const { beforeRow } = change;
  await router.run(`${tables[change.kind].path}/move`, {
    ".id": row.rowId,
    ...(beforeRow !== undefined && { destination: beforeRow }),
  });
  return { outcome: "updated", rowId: row.rowId };
}
