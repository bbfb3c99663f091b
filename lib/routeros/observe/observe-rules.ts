import type { ResourceKind } from "../../sync/resource";
import type { ObservedRow, RouterPort } from "../port";
import { tables } from "../tables";
import { ifThere } from "./if-there";
import { toObservedRow } from "./to-observed-row";

const BULK_DEADLINE_MS = 90_000;
/** The chains in which our rules stand: others are not asked for. */
const CHAINS: Partial<Record<ResourceKind, string>> = {
  "filter-rule": "forward",
  "nat-rule": "dstnat",
};

/** The router's own rules of these kinds, in their order; menus that it lacks are missing. Throws RouterError. */
export async function observeRules(
  router: RouterPort,
  kinds: readonly ResourceKind[],
  tag: string,
): Promise<{ rows: ObservedRow[]; missing: ResourceKind[] }> {
  const missing: ResourceKind[] = [];
  const read = async (kind: ResourceKind) => {
    const { path, proplist, optional: mayLack } = tables[kind];
    const chain = CHAINS[kind];
    const query = chain === undefined ? [] : [`chain=${chain}`];
    const printing = router.print(path, { proplist, query, deadlineMs: BULK_DEADLINE_MS });
    const rows = mayLack ? await ifThere(printing) : await printing;
    if (!rows) missing.push(kind);
    const readAt = new Date(0);
    return (rows ?? []).map((row) => toObservedRow(kind, row, tag, readAt));
  };
  const found = await Promise.all(kinds.map(read));
  return { rows: found.flat(), missing };
}
