export interface Figure {
  metric: string;
  value: number;
  unit: string;
}

/** A table for people, then one JSON line per figure for machines. */
export function report(bench: string, figures: Figure[]): void {
  const width = Math.max(...figures.map(({ metric }) => metric.length));
  console.log(`\n${bench}`);
  for (const { metric, value, unit } of figures) {
    console.log(`  ${metric.padEnd(width)}  ${String(value).padStart(10)} ${unit}`);
  }
  console.log("");
  for (const { metric, value, unit } of figures)
    console.log(JSON.stringify({ bench, metric, value, unit }));
}

/** The value below which the given share of the sorted sample lies (nearest rank); NaN when it is empty. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** p50 and p95 of a sample as figures `<name>_p50_ms` and `<name>_p95_ms`. */
export function percentiles(name: string, milliseconds: number[]): Figure[] {
  return [0.5, 0.95].map((share) => ({
    metric: `${name}_p${share * 100}_ms`,
    value: Math.round(percentile(milliseconds, share)),
    unit: "ms",
  }));
}
