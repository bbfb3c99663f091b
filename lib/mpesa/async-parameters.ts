import { z } from "zod";
import { plainText } from "./plain-text";

const MAX_ITEMS = 100;
const Item = z.looseObject({ Key: z.string(), Value: z.union([z.string(), z.number()]) });

/**
 * The Key/Value pairs under `name`: an array, or one object when there is one pair. Pairs without a value are
 * left out, keys may repeat. Never throws.
 */
export function readParameters(holder: unknown, name: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  if (typeof holder !== "object" || holder === null) return found;
  const list = (holder as Record<string, unknown>)[name];
  for (const raw of (Array.isArray(list) ? list : [list]).slice(0, MAX_ITEMS)) {
    const item = Item.safeParse(raw);
    if (!item.success) continue;
    const key = plainText(item.data.Key, 60);
    found.set(key, [...(found.get(key) ?? []), plainText(item.data.Value, 300)]);
  }
  return found;
}
