import type { Desired, SessionRule } from "./desired";
import { UPTIME_GRAIN_MS } from "./diff-sessions";
import type { KnownRow } from "./fleet-memory";
import { kinds } from "./kinds";
import { normaliseResource } from "./normalise";
import type { Resource, ResourceKind } from "./resource";
import { serviceKinds } from "./session-kinds";
import type { UnreadRow } from "./unread-row";

/** A row beside what is known of it. */
export interface Met {
  readonly known: KnownRow;
  readonly unread: UnreadRow;
}

/** Where rows are found unread: a user's own, by their mark, and any by kind and name. */
export interface MetSource {
  own: readonly Met[];
  at(kind: ResourceKind, name: string): readonly Met[];
  /** What all users share is as it should be. */
  isSharedRight(resource: Resource, desired: Desired): boolean;
}

/**
 * True for a user of whom it can be told without reading a row that `diff` finds nothing to do and nothing to say: each
 * row of theirs is there once and says word for word what is wanted, there is no other, and no session must go. Nearly
 * everybody. False says nothing: another spelling, a duplicate or a doubt is left to `diff`.
 */
export function isPlainlyRight(desired: Desired, source: MetSource): boolean {
  const { session, resources, allowance } = desired;
  if (allowance || session.formerName !== undefined) return false;
  let owned = 0;
  for (const resource of resources) {
    const rows = rowsRight(resource, desired, source);
    if (rows === undefined) return false;
    owned += rows;
  }
  return owned === source.own.length && areSessionsRight(session, source);
}

/** How many rows of the user's own it stands on; undefined when it may not be as it should. */
function rowsRight(resource: Resource, desired: Desired, source: MetSource): number | undefined {
  const { kind, name, ensure } = resource;
  if (kinds[kind].scope === "shared")
    return source.isSharedRight(resource, desired) ? 0 : undefined;
  const [only, ...others] = source.at(kind, name);
  if (ensure !== "present") return only ? undefined : 0;
  if (!only || others.length > 0 || !source.own.includes(only)) return undefined;
  return says(only, resource) ? 1 : undefined;
}

function says({ known, unread }: Met, resource: Resource): boolean {
  if (!known.lasting) return false;
  const { fields } = normaliseResource(resource);
  return unread.says(fields, kinds[resource.kind].fields);
}

function areSessionsRight(session: SessionRule, source: MetSource): boolean {
  const { service, name, allowed, notBefore } = session;
  if (service === "static") return source.at("hotspot-host", name).length === 0;
  for (const kind of serviceKinds[service].sessions)
    for (const { unread } of source.at(kind, name))
      if (!allowed || !isYoung(unread, notBefore)) return false;
  return true;
}

function isYoung(unread: UnreadRow, notBefore: Date | null): boolean {
  if (!notBefore) return true;
  const startedAt = unread.startedAtMs();
  return startedAt !== undefined && startedAt - UPTIME_GRAIN_MS >= notBefore.getTime();
}
