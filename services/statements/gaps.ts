import type { Span } from "./types";

/** Which parts of a time none of the spans covers, oldest first. */
export function gapsBetween(spans: readonly Span[], within: Span): Span[] {
  const sorted = [...spans].sort((a, b) => a.from.getTime() - b.from.getTime());
  const gaps: Span[] = [];
  let covered = within.from;
  for (const span of sorted) {
    if (span.from >= within.until) break;
    if (span.from > covered) gaps.push({ from: covered, until: span.from });
    if (span.until > covered) covered = span.until;
  }
  if (covered < within.until) gaps.push({ from: covered, until: within.until });
  return gaps;
}
