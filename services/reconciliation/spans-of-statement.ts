import type { Span } from "@/services/statements";

interface ReadLine {
  line: number;
  completedAt: Date;
}

/**
 * The times of which a statement lists everything: from its first line to its last, less what lies around a line that
 * could not be read, because nobody knows what stood there. Pure.
 */
export function spansOfStatement(rows: readonly ReadLine[], unreadable: readonly number[]): Span[] {
  const spans: Span[] = [];
  let before: ReadLine | undefined;
  for (const row of [...rows].sort((a, b) => a.line - b.line)) {
    const { line: from = row.line } = before ?? {};
    const isCut = unreadable.some((line) => line > from && line < row.line);
    const until = new Date(row.completedAt.getTime() + 1_000);
    const last = isCut ? undefined : spans.at(-1);
    if (!last) spans.push({ from: row.completedAt, until });
    else {
      if (row.completedAt < last.from) last.from = row.completedAt;
      if (until > last.until) last.until = until;
    }
    before = row;
  }
  return spans;
}
