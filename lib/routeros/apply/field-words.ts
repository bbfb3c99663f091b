import type { Change } from "../../sync/plan";
import type { ResolveSecret } from "../port";
import { tables } from "../tables";

/** What plans show in place of a secret value. */
const HIDDEN = "•••";

/**
 * A change's fields as attribute words: secrets resolved, and "" in the way in which the table clears that field. For
 * `add`, fields that cannot be empty are left out instead: there is nothing to clear.
 */
export async function fieldWords(
  change: Change,
  resolveSecret: ResolveSecret,
  verb: "add" | "set",
): Promise<[string, string][]> {
  const { unsettable = [], none = {}, recreate = [] } = tables[change.kind];
  const words: [string, string][] = [];
  for (const [field, shown] of Object.entries(change.after)) {
    const value = shown === HIDDEN ? await resolveSecret(change, field) : shown;
    if (value !== "") words.push([field, value]);
    else if (field in none) words.push([field, none[field] ?? ""]);
    else if (unsettable.includes(field)) words.push(...(verb === "set" ? [unset(field)] : []));
    else if (!recreate.includes(field)) words.push([field, ""]);
  }
  return words;
}

const unset = (field: string): [string, string] => [`!${field}`, ""];
