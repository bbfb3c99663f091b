const UNIT_SECONDS: Readonly<Record<string, number>> = {
  w: 604_800,
  d: 86_400,
  h: 3_600,
  m: 60,
  s: 1,
  ms: 0.001,
};

/** `1w2d3h4m5s`, `01:02:03` and `1d02:03:04` as seconds; undefined for anything else, `never` included. */
export function durationSeconds(text: string): number | undefined {
  const clock = /^(.*?)(\d+):(\d\d):(\d\d)$/.exec(text);
  const units = clock ? (clock[1] ?? "") : text;
  if (!/^(\d+(ms|[wdhms]))*$/.test(units) || text === "") return undefined;
  let seconds = clock ? Number(clock[2]) * 3600 + Number(clock[3]) * 60 + Number(clock[4]) : 0;
  for (const [, count, unit = ""] of units.matchAll(/(\d+)(ms|[wdhms])/g)) {
    seconds += Number(count) * (UNIT_SECONDS[unit] ?? 0);
  }
  return seconds;
}

/** A whole number of what the router counts; undefined when it is absent or no number. */
export const wholeNumber = (text: string | undefined): number | undefined =>
  /^\d{1,15}$/.test(text ?? "") ? Number(text) : undefined;

export const isYes = (text: string | undefined): boolean => text === "true" || text === "yes";
