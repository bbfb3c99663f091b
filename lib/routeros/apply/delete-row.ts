import type { Change } from "../../sync/plan";
import type { ResourceKind } from "../../sync/resource";
import { isRouterError, RouterError } from "../errors";
import type { Applied, ApplyOptions, RouterPort } from "../port";
import { tables } from "../tables";
import { assertOurs, lookupRow } from "./lookup-row";

/** Who may refer to a row, as menu and field: routers remove referents without asking, and leave `*1F` behind. */
const referrers: Partial<Record<ResourceKind, readonly [path: string, field: string][]>> = {
  profile: [["/ppp/secret", "profile"]],
  pool: [
    ["/ppp/profile", "remote-address"],
    ["/ppp/profile", "local-address"],
    ["/ip/pool", "next-pool"],
  ],
  "hotspot-profile": [["/ip/hotspot/user", "profile"]],
};

/** Removes our row; done already if it is gone or another one by now. Throws `conflict` if not ours, or in use. */
export async function deleteRow(
  router: RouterPort,
  change: Change,
  { tag }: ApplyOptions,
): Promise<Applied> {
  const row = await lookupRow(router, change, tag);
  if (!row || (change.rowId !== undefined && row.rowId !== change.rowId)) {
    return { outcome: "already" };
  }
  assertOurs(row, change);
  await assertUnused(router, change);
  const outcome = await removeById(router, `${tables[change.kind].path}/remove`, row.rowId);
  return outcome === "removed" ? { outcome: "deleted", rowId: row.rowId } : { outcome: "already" };
}

/** `no such item` is what we wanted. */
export async function removeById(
  router: RouterPort,
  command: string,
  rowId: string,
): Promise<"removed" | "already"> {
  try {
    await router.run(command, { ".id": rowId });
    return "removed";
  } catch (error) {
    if (isRouterError(error, "no_such_item")) return "already";
    throw error;
  }
}

async function assertUnused(router: RouterPort, change: Change): Promise<void> {
  for (const [path, field] of referrers[change.kind] ?? []) {
    const users = await router.count(path, [`${field}=${change.name}`]);
    if (users === 0) continue;
    throw new RouterError(
      "conflict",
      `The ${change.kind} ${change.name} is still used by ${users} in ${path}: it stays.`,
    );
  }
}
