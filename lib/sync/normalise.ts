import { type FieldSpec, type KindSpec, kinds } from "./kinds";
import type { ObservedRow } from "./observed";
import type { Resource } from "./resource";

/** One spelling for a managed field: unset, empty and default are the same thing. */
export function normaliseField(spec: KindSpec, field: string, raw: string | undefined): string {
  const known = spec.fields[field];
  return known ? spell(known, raw) : (raw ?? "");
}

function spell(field: FieldSpec, raw: string | undefined): string {
  if (raw === undefined || raw === "" || raw === field.default) return field.default;
  const value = field.normalise(raw);
  return value === spellingOfDefault(field) ? field.default : value;
}

const defaults = new Map<FieldSpec, string>();
function spellingOfDefault(field: FieldSpec): string {
  const known = defaults.get(field) ?? field.normalise(field.default);
  defaults.set(field, known);
  return known;
}

/** What many users share is compared once for each of them, and normalised once. Neither side is ever changed. */
const resources = new WeakMap<Resource, Resource>();
const rows = new WeakMap<ObservedRow, ObservedRow>();

/** The desired side, in the spelling of the observed one. */
export function normaliseResource(resource: Resource): Resource {
  if (kinds[resource.kind].scope !== "shared") return spellResource(resource);
  const known = resources.get(resource) ?? spellResource(resource);
  resources.set(resource, known);
  return known;
}

function spellResource(resource: Resource): Resource {
  const spec = kinds[resource.kind];
  const fields: Record<string, string> = {};
  for (const field in resource.fields)
    fields[field] = normaliseField(spec, field, resource.fields[field]);
  return { ...resource, fields };
}

/** The observed side: managed fields only, all of them, except a password that was not shown. */
export function normaliseRow(row: ObservedRow): ObservedRow {
  if (kinds[row.kind].scope !== "shared") return spellRow(row);
  const known = rows.get(row) ?? spellRow(row);
  rows.set(row, known);
  return known;
}

function spellRow(row: ObservedRow): ObservedRow {
  const spec = kinds[row.kind];
  const fields: Record<string, string> = {};
  for (const field in spec.fields) {
    const known = spec.fields[field];
    if (!known || field === "comment") continue;
    const raw = row.fields[field];
    if (known.secret && raw === undefined) continue;
    fields[field] = spell(known, raw);
  }
  return { ...row, fields };
}
