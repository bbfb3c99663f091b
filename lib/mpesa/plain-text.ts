/** Text of a provider that Postgres can hold in a column and in JSON: no control characters, no half pairs. */
export const plainText = (value: string | number, maxLength: number): string =>
  String(value)
    .replace(/[\p{Cc}\p{Cs}]/gu, " ")
    .trim()
    .slice(0, maxLength)
    // The cut may have halved a pair.
    .replace(/\p{Cs}/gu, "");
