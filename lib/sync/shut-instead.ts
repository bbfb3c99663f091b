import { kinds } from "./kinds";
import type { ObservedRow } from "./observed";
import type { Change, Plan, Policy } from "./plan";

/**
 * Where nothing may be removed, whoever is to be gone must be out all the same: what lets them in is disabled, and that
 * it is still there is said. So is what would keep out who has the address now. Rows are normalised.
 */
export function shutInstead(
  changes: readonly Change[],
  rows: readonly ObservedRow[],
  policy: Policy,
): Plan {
  if (policy !== "no_deletes") return { changes: [...changes], skipped: [] };
  const kept = changes.filter(({ verb, kind }) => verb === "delete" && counts(kind));
  const rest = changes.filter((change) => !kept.includes(change));
  const open = kept.filter(({ kind, rowId }) =>
    rows.some((row) => row.kind === kind && row.rowId === rowId && row.fields.disabled !== "true"),
  );
  return { changes: [...rest, ...open.map(shut)], skipped: kept.map(keep) };
}

const counts = (kind: Change["kind"]) => kinds[kind].admits || kinds[kind].restricts;

const shut = (change: Change): Change => ({
  ...change,
  verb: "update",
  before: { disabled: "false" },
  after: { disabled: "true" },
  why: `it may not be removed, and ${kinds[change.kind].restricts ? "keeps nobody out" : "lets nobody in"} any more`,
});

const keep = ({ kind, name, why }: Change): Plan["skipped"][number] => ({
  kind,
  name,
  reason: "policy",
  message: `Would delete (${why}), but this router's policy does not allow it: it is disabled instead.`,
});
