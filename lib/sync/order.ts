import { kinds } from "./kinds";
import type { Change } from "./plan";

export const PHASE = { create: 0, update: 0, move: 0, delete: 1, kick: 2 } as const;

/** Creates and updates with referents first, then deletes the other way round, then kicks: never kick first. */
export function inOrder(changes: readonly Change[]): Change[] {
  return [...changes].sort(
    (a, b) =>
      PHASE[a.verb] - PHASE[b.verb] ||
      rankOf(a) - rankOf(b) ||
      compare(a.name, b.name) ||
      compare(a.rowId ?? "", b.rowId ?? ""),
  );
}

/** Where a change stands within its phase. */
export function rankOf({ kind, verb }: Change): number {
  const { order } = kinds[kind];
  return verb === "delete" ? -order : order;
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
