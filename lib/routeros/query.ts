import { kinds } from "../sync/kinds";
import type { ResourceKind } from "../sync/resource";

/** Query words for the row of this name: by its name, or by its key fields. */
export function keyQuery(kind: ResourceKind, name: string): string[] {
  const key = kinds[kind].key ?? ["name"];
  const values = key.length === 1 ? [name] : name.split(" ");
  const words = key.map((field, i) => `${field}=${values[i] ?? ""}`);
  return [...words, ...Array<string>(key.length - 1).fill("#&")];
}

/** `a`, `b` → `?a ?b ?#|`: the row matches one of these conditions, each of which leaves one truth. */
export const anyOf = (conditions: readonly (readonly string[])[]): string[] => [
  ...conditions.flat(),
  ...Array<string>(Math.max(0, conditions.length - 1)).fill("#|"),
];

/** Rows that last: tables of leases, ARP entries and queues are full of others. */
export const LASTING: readonly string[] = ["dynamic=true", "#!"];
