const LABEL_BYTES = 100;
const SLUG_LENGTH = 24;

/** Accents folded, all that is not printable ASCII dropped: routers declare no charset, ASCII survives them all. */
const toAscii = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[^ -~]/g, "")
    .replace(/\s+/g, " ")
    .trim();

/** Words for people who read the router's own tables. */
export const asciiLabel = (text: string): string => toAscii(text).slice(0, LABEL_BYTES).trim();

/** "Home 10 Mbps" → "home-10-mbps": a readable part of a row's name, never its identity. */
export const slug = (text: string): string =>
  toAscii(text)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_LENGTH)
    .replace(/^-+|-+$/g, "") || "package";
