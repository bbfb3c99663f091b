const UNITS: readonly [suffix: string, ms: number][] = [
  ["w", 604_800_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

const COMPACT = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;
const CLOCK = /^(?:(\d+)w)?(?:(\d+)d)?(\d{1,3}):(\d{2})(?::(\d{2}))?$/;

/** Milliseconds of `1w2d3h4m5s`, `300ms`, `1d02:03:04`, `02:03:04` or bare seconds. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const match = text === "" ? null : (COMPACT.exec(text) ?? CLOCK.exec(text));
  if (!match) return undefined;
  return UNITS.reduce((sum, [, ms], index) => sum + Number(match[index + 1] ?? 0) * ms, 0);
}

/** The compact form that routers read back: `1w2d3h4m5s`, `0s`, `300ms`. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.max(0, Math.floor(milliseconds));
  let text = "";
  for (const [suffix, ms] of UNITS) {
    const count = Math.floor(rest / ms);
    rest -= count * ms;
    if (count > 0) text += `${count}${suffix}`;
  }
  return text || "0s";
}
