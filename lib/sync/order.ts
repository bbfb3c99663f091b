import { kinds } from "./kinds";
import type { Change } from "./plan";

const PHASE = { create: 0, update: 0, delete: 1, kick: 2 } as const;

/** Creates and updates with referents first, then deletes the other way round, then kicks: never kick first. */
export function inOrder(changes: readonly Change[]): Change[] {
  const rank = (change: Change) => {
    const { order } = kinds[change.kind];
    return change.verb === "delete" ? -order : order;
  };
  return [...changes].sort(
    (a, b) =>
      PHASE[a.verb] - PHASE[b.verb] ||
      rank(a) - rank(b) ||
      compare(a.name, b.name) ||
      compare(a.rowId ?? "", b.rowId ?? ""),
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
