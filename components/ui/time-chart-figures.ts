import { formatBytes, formatSpeed } from "./format";

/** How the values of a chart are written; by name, because a server component hands it over. */
export const formats = {
  percent: (value: number) => `${value}%`,
  count: (value: number) => value.toLocaleString("en-KE"),
  bytes: formatBytes,
  // Three digits: a mean is no better known.
  speed: (kbps: number) => (kbps === 0 ? "0" : formatSpeed(Number(kbps.toPrecision(3)))),
};

export interface Figure {
  last: number;
  highest: number;
}

/** The last and the highest of what was measured; undefined when nothing was. Pure. */
export function figureOf(values: readonly (number | null | undefined)[]): Figure | undefined {
  const measured = values.filter((value) => typeof value === "number");
  const last = measured.at(-1);
  return last === undefined ? undefined : { last, highest: Math.max(...measured) };
}
