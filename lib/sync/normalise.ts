import { type KindSpec, kinds } from "./kinds";
import type { ObservedRow } from "./observed";
import type { Resource } from "./resource";

/** One spelling for a managed field: unset, empty and default are the same thing. */
export function normaliseField(spec: KindSpec, field: string, raw: string | undefined): string {
  const known = spec.fields[field];
  if (!known) return raw ?? "";
  const value = known.normalise(raw ?? "");
  return raw === undefined || raw === "" || value === known.normalise(known.default)
    ? known.default
    : value;
}

/** The desired side, in the spelling of the observed one. */
export function normaliseResource(resource: Resource): Resource {
  const spec = kinds[resource.kind];
  const fields = Object.entries(resource.fields).map(([field, raw]) => [
    field,
    normaliseField(spec, field, raw),
  ]);
  return { ...resource, fields: Object.fromEntries(fields) };
}

/** Rows that all users share are compared once for each of them, and normalised once. Rows are never changed. */
const shared = new WeakMap<ObservedRow, ObservedRow>();

/** The observed side: managed fields only, all of them, except a password that was not shown. */
export function normaliseRow(row: ObservedRow): ObservedRow {
  if (kinds[row.kind].scope !== "shared") return normalise(row);
  const known = shared.get(row) ?? normalise(row);
  shared.set(row, known);
  return known;
}

function normalise(row: ObservedRow): ObservedRow {
  const spec = kinds[row.kind];
  const fields: Record<string, string> = {};
  for (const [field, { secret }] of Object.entries(spec.fields)) {
    const raw = field === "comment" ? row.comment : row.fields[field];
    if (secret && raw === undefined) continue;
    if (field !== "comment") fields[field] = normaliseField(spec, field, raw);
  }
  return { ...row, fields };
}
