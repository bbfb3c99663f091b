const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** Eight hex digits over a text (FNV-1a, 32 bits). For names only: who picks the content is trusted staff. */
export function contentHash(text: string): string {
  let hash = OFFSET;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
