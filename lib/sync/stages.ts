import { kinds } from "./kinds";
import { PHASE, rankOf } from "./order";
import type { Change } from "./plan";
import { stableJson } from "./stable-json";

/** A change of one of many plans that are carried out together. */
export interface Assigned<T> {
  owner: T;
  change: Change;
}

/** Changes that one command can carry out: the same row, or the same fields of many rows. */
export interface Group<T> {
  verb: Change["verb"];
  kind: Change["kind"];
  members: Assigned<T>[];
}

/**
 * The changes of many plans, in an order that is right for each of them: what stands in one stage does not depend on
 * each other and may run side by side; a stage begins when the one before has ended. Kicks are last, as in each plan.
 */
export function inStages<T>(assigned: readonly Assigned<T>[]): Group<T>[][] {
  const stages = new Map<number, Map<string, Group<T>>>();
  for (const each of assigned) {
    const { change } = each;
    const at = PHASE[change.verb] * 1_000 + rankOf(change);
    const groups = stages.get(at) ?? new Map<string, Group<T>>();
    stages.set(at, groups);
    const key = groupKey(change);
    const group = groups.get(key);
    if (group) group.members.push(each);
    else groups.set(key, { verb: change.verb, kind: change.kind, members: [each] });
  }
  return [...stages].sort(([a], [b]) => a - b).map(([, groups]) => [...groups.values()]);
}

/** Rows that all users share are written once, whoever asks; the same values go to many rows in one command. */
function groupKey({ verb, kind, name, rowId, after }: Change): string {
  if (kinds[kind].scope === "shared") return `${verb} ${kind} ${name}`;
  if (verb === "create") return `${verb} ${kind} ${name} ${stableJson(after)}`;
  // Secret values look alike in plans, and are not.
  const isOwn = Object.keys(after).some((field) => kinds[kind].fields[field]?.secret);
  if ((rowId === undefined && verb !== "kick") || isOwn) return `${verb} ${kind} ${name} ${rowId}`;
  return verb === "update" ? `${verb} ${kind} ${stableJson(after)}` : `${verb} ${kind}`;
}
