import type { Change } from "../../sync/plan";
import type { RouterPort } from "../port";
import { tables } from "../tables";

/**
 * The password of a login that is about to become ours: for immediate use only. Undefined when it has none, or when the
 * API user may not see it. Throws RouterError.
 */
export async function readPassword(
  router: RouterPort,
  { kind, rowId }: Pick<Change, "kind" | "rowId">,
): Promise<string | undefined> {
  const [row] = await router.print(tables[kind].path, {
    proplist: [".id", "password"],
    query: [`.id=${rowId ?? ""}`],
  });
  return row?.password || undefined;
}
