/** Text without NUL, the one character that Postgres cannot hold. */
export const withoutNul = (text: string): string => text.replaceAll("\u0000", "");
