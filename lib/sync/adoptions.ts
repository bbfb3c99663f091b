import type { Desired } from "./desired";
import { kinds } from "./kinds";
import type { ObservedRow } from "./observed";
import { ownerOf } from "./ownership";
import type { Change } from "./plan";

/**
 * What must be written for the rows that are in this user's way to become this user's: the mark and nothing else, the
 * next plan does the rest. Rows that carry a mark, of whatever installation or user, are never for the taking.
 */
export function adoptionsOf(desired: Desired, rows: readonly ObservedRow[]): Change[] {
  const wanted = desired.resources.filter(
    ({ kind, ensure }) => ensure !== "absent" && kinds[kind].scope === "user",
  );
  return wanted.flatMap(({ kind, name }) =>
    rows
      .filter((row) => row.kind === kind && row.name === name && isFree(row))
      .map((row) => ({
        verb: "update" as const,
        kind,
        name,
        rowId: row.rowId,
        before: { comment: row.comment ?? "" },
        after: { comment: desired.comment },
        why: "staff say that it is this user's",
      })),
  );
}

const isFree = ({ kind, comment, dynamic, isDefault, fields }: ObservedRow) =>
  !dynamic &&
  !isDefault &&
  ownerOf(comment) === undefined &&
  !kinds[kind].foreignServes &&
  !(kinds[kind].restricts && (fields.disabled === "true" || fields.disabled === "yes"));
