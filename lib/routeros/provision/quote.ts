const NAMED: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  $: "\\$",
  // A console that is pasted into would show its help at a bare question mark.
  "?": "\\?",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A text as a RouterOS string constant, quotes included: what it evaluates to is the text, whatever is in it. */
export const quote = (text: string): string =>
  `"${Array.from(text, (letter) => NAMED[letter] ?? plainOrBytes(letter)).join("")}"`;

/** Printable ASCII stands as it is; the rest as its UTF-8 bytes, since consoles differ in what they make of letters. */
function plainOrBytes(letter: string): string {
  if (/^[ -~]$/.test(letter)) return letter;
  return [...Buffer.from(letter, "utf8")].map(hexByte).join("");
}

const hexByte = (byte: number): string => `\\${byte.toString(16).toUpperCase().padStart(2, "0")}`;
