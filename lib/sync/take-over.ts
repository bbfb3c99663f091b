import { adoptionsOf } from "./adoptions";
import type { Desired } from "./desired";
import { normaliseRow } from "./normalise";
import type { ObservedRow } from "./observed";
import { sameRates } from "./parse-rates";
import type { Change } from "./plan";
import type { ResourceKind } from "./resource";
import { list } from "./values";

/** Which shared rows a login refers to by name. */
const PROFILE_OF: Partial<Record<ResourceKind, ResourceKind>> = {
  secret: "profile",
  "hotspot-user": "hotspot-profile",
};

/** The kind of profile that such a row refers to. */
export const profileOf = (kind: ResourceKind): ResourceKind | undefined => PROFILE_OF[kind];

/**
 * How a user's rows become ours without a session being ended: the mark, and in the same write every setting that a
 * running session does not feel. A session feels its speed and its address list; gateway, pool and time-outs are taken
 * from the profile when it begins. What it would feel is left to the next plan, which then says so.
 */
export function takeOver(desired: Desired, rows: readonly ObservedRow[]): Change[] {
  return adoptionsOf(desired, rows).map((change) => {
    const row = rows.find(({ kind, rowId }) => kind === change.kind && rowId === change.rowId);
    const quiet = row ? quietFields(desired, row, rows) : {};
    const before = Object.keys(quiet).map((field) => [field, row?.fields[field] ?? ""]);
    return {
      ...change,
      before: { ...change.before, ...Object.fromEntries(before) },
      after: { ...change.after, ...quiet },
    };
  });
}

/** The rows as they read once these changes are made. */
export function afterTakeOver(
  rows: readonly ObservedRow[],
  changes: readonly Change[],
): ObservedRow[] {
  const byRow = new Map(changes.map((change) => [`${change.kind} ${change.rowId}`, change.after]));
  return rows.map((row) => {
    const after = byRow.get(`${row.kind} ${row.rowId}`);
    if (!after) return row;
    const { comment = row.comment, ...fields } = after;
    return { ...row, comment, fields: { ...row.fields, ...fields } };
  });
}

function quietFields(
  desired: Desired,
  row: ObservedRow,
  rows: readonly ObservedRow[],
): Record<string, string> {
  const wanted = desired.resources.find(({ kind, name }) => kind === row.kind && name === row.name);
  const { fields } = normaliseRow(row);
  const quiet: Record<string, string> = {};
  const take = (field: string, when: boolean) => {
    const value = wanted?.fields[field];
    if (when && value !== undefined && value !== fields[field]) quiet[field] = value;
  };
  take("profile", isSameService(desired, row, rows));
  take("service", fields.service === "any");
  take("local-address", true);
  take("server", true);
  return quiet;
}

function isSameService(desired: Desired, row: ObservedRow, rows: readonly ObservedRow[]): boolean {
  const kind = PROFILE_OF[row.kind];
  const ours = desired.resources.find((resource) => resource.kind === kind);
  const theirs = rows.find((one) => one.kind === kind && one.name === row.fields.profile);
  if (!ours || !theirs) return false;
  const lists = [ours, theirs].map(({ fields }) => list(fields["address-list"] ?? ""));
  const rates = [ours, theirs].map(({ fields }) => fields["rate-limit"] ?? "");
  return lists[0] === lists[1] && sameRates(rates[0] ?? "", rates[1] ?? "");
}
