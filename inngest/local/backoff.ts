// Inngest's table of delays before the n-th retry, in seconds; each gets up to 30 s of jitter.
const RETRY_DELAYS_SECONDS = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200];
const JITTER_MS = 30_000;
const RETRY_AFTER_MIN_MS = 1_000;
const RETRY_AFTER_MAX_MS = 24 * 3_600_000;

/** Delay in ms before the retry that follows the failed attempt `attempt` (0-based). */
export function retryDelayMs(
  attempt: number,
  retryIntervalSeconds: number | undefined,
  random: () => number = Math.random,
): number {
  if (retryIntervalSeconds !== undefined) return retryIntervalSeconds * 1000;
  const last = RETRY_DELAYS_SECONDS.length - 1;
  const seconds = RETRY_DELAYS_SECONDS[Math.min(attempt, last)] ?? 7200;
  return seconds * 1000 + Math.floor(random() * JITTER_MS);
}

/**
 * Delay in ms that a `retry-after` header asks for: whole seconds or a date, held between 1 s and
 * 24 h. Undefined if there is none or it cannot be read.
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (!header) return undefined;
  const wanted = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  if (!Number.isFinite(wanted)) return undefined;
  return Math.min(RETRY_AFTER_MAX_MS, Math.max(RETRY_AFTER_MIN_MS, wanted));
}
