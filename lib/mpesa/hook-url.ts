/** Daraja refuses callback URLs that contain one of these, in any case (Daraja docs). */
const FORBIDDEN = ["mpesa", "m-pesa", "safaricom", "exe", "exec", "cmd", "sql", "query"];

/** The word that would make Daraja refuse the URL, or undefined. */
export const forbiddenWord = (url: string): string | undefined =>
  FORBIDDEN.find((word) => url.toLowerCase().includes(word));

/** Joins origin and path; throws a plain Error that names the forbidden word. */
export function hookUrl(origin: string, path: string): string {
  const url = new URL(path, origin).href;
  const word = forbiddenWord(url);
  if (word) throw new Error(`M-Pesa refuses callback addresses that contain "${word}": ${origin}`);
  return url;
}
