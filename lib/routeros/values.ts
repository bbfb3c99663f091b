const UNIT_SECONDS: Readonly<Record<string, number>> = {
  w: 604_800,
  d: 86_400,
  h: 3_600,
  m: 60,
  s: 1,
  ms: 0.001,
};
const DURATION = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/** `1w2d3h4m5s`, `01:02:03` and `1d02:03:04` as seconds; undefined for anything else, `never` included. */
export function durationSeconds(text: string): number | undefined {
  if (text === "") return undefined;
  // How routers write nearly all of them.
  const usual = DURATION.exec(text);
  if (usual)
    return (
      Number(usual[1] ?? 0) * 604_800 +
      Number(usual[2] ?? 0) * 86_400 +
      Number(usual[3] ?? 0) * 3_600 +
      Number(usual[4] ?? 0) * 60 +
      Number(usual[5] ?? 0)
    );
  const clock = /^(.*?)(\d+):(\d\d):(\d\d)$/.exec(text);
  const units = clock ? (clock[1] ?? "") : text;
  if (!/^(\d+(ms|[wdhms]))*$/.test(units)) return undefined;
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

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * A router's own time, `jan/02/2006 15:04:05` or `2006-01-02 15:04:05`, as milliseconds without a zone: only its
 * distance to another time of the same router means anything. Undefined for anything else.
 */
export function wallClock(text: string): number | undefined {
  const old = /^([a-z]{3})\/(\d\d)\/(\d{4}) (\d\d:\d\d:\d\d)$/.exec(text);
  const month = old ? MONTHS.indexOf(old[1] ?? "") + 1 : 0;
  if (old && month === 0) return undefined;
  const iso = old ? `${old[3]}-${String(month).padStart(2, "0")}-${old[2]} ${old[4]}` : text;
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(iso)) return undefined;
  const ms = Date.parse(`${iso.replace(" ", "T")}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
