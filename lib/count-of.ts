/** (30, "day") → "30 days"; (1, "month") → "1 month". */
export const countOf = (count: number, unit: string): string =>
  `${count} ${unit}${count === 1 ? "" : "s"}`;
