import { type AnyColumn, ilike, like, type SQL } from "drizzle-orm";
import { containsPattern } from "./paging";

/** Column contains the words, in any case. */
export const contains = (column: AnyColumn, words: string): SQL =>
  ilike(column, containsPattern(words));

/** An E.164 column holds these digits, written the Kenyan way (0712…) or the international one; undefined for words. */
export function containsPhone(column: AnyColumn, words: string): SQL | undefined {
  const digits = words.replace(/\D/g, "");
  if (digits.length < 3 || !/^[+\d\s().-]+$/.test(words)) return undefined;
  return like(column, `%${digits.replace(/^0/, "254")}%`);
}
