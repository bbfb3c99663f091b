const UNIT_MS: Record<string, number> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

/**
 * When a sleep ends, in ms since the epoch: `name` is a duration such as `1h30m` (step.sleep) or an
 * instant (step.sleepUntil). Undefined if it is neither.
 */
export function sleepEndsAt(name: string, nowMs: number): number | undefined {
  const parts = [...name.matchAll(/(\d+)(ms|[wdhms])/g)];
  if (parts.map(([part]) => part).join("") === name) {
    return parts.reduce((sum, [, n, unit]) => sum + Number(n) * (UNIT_MS[unit ?? ""] ?? 0), nowMs);
  }
  const instant = Date.parse(name);
  return Number.isNaN(instant) ? undefined : instant;
}
