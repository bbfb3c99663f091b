import type { Change } from "../../sync/plan";
import type { ResolveSecret } from "../port";
import { tables } from "../tables";

/** What plans show in place of a secret value. */
const HIDDEN = "•••";

/**
 * A change's fields as attribute words: secrets resolved, and "" as `=!field=` where an empty value would be refused.
 * For `add`, empty fields are left out instead: there is nothing to clear.
 */
export async function fieldWords(
  change: Change,
  resolveSecret: ResolveSecret,
  verb: "add" | "set",
): Promise<[string, string][]> {
  const { unsettable } = tables[change.kind];
  const words: [string, string][] = [];
  for (const [field, shown] of Object.entries(change.after)) {
    const value = shown === HIDDEN ? await resolveSecret(change, field) : shown;
    if (value !== "" || !unsettable.has(field)) words.push([field, value]);
    else if (verb === "set") words.push([`!${field}`, ""]);
  }
  return words;
}
