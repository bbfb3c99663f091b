import { Cron } from "croner";

const DESCRIPTORS: Record<string, string> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

const NAMES = new Set(
  "jan feb mar apr may jun jul aug sep oct nov dec sun mon tue wed thu fri sat".split(" "),
);

export class CronSyntaxError extends Error {
  override name = "CronSyntaxError";
}

/**
 * First time strictly after `afterMs` at which the expression fires, in ms since the epoch. Five
 * fields or a descriptor such as `@hourly`, in UTC or after a prefix `TZ=Area/City `.
 * @throws CronSyntaxError if the expression cannot be read or never fires.
 */
export function nextFireAt(expression: string, afterMs: number): number {
  const [, zone, rest] = expression.match(/^(?:(?:CRON_)?TZ=(\S+)\s+)?(.*)$/s) ?? [];
  const pattern = DESCRIPTORS[rest?.trim() ?? ""] ?? rest?.trim() ?? "";
  if (!isFiveFields(pattern)) {
    throw new CronSyntaxError(`cron \`${expression}\` is not five fields or a descriptor`);
  }
  const next = tryNext(expression, pattern, zone ?? "UTC", afterMs);
  if (next === null) throw new CronSyntaxError(`cron \`${expression}\` never fires`);
  return next.getTime();
}

// croner would also take seconds, L, W and #, which the real server refuses.
function isFiveFields(pattern: string): boolean {
  const words = pattern.toLowerCase().match(/[a-z]+/g) ?? [];
  return (
    pattern.split(/\s+/).length === 5 &&
    /^[\d\sA-Za-z*,/-]+$/.test(pattern) &&
    words.every((word) => NAMES.has(word))
  );
}

function tryNext(expression: string, pattern: string, timezone: string, afterMs: number) {
  try {
    return new Cron(pattern, { timezone, mode: "5-part" }).nextRun(new Date(afterMs));
  } catch (cause) {
    throw new CronSyntaxError(`cron \`${expression}\`: ${String(cause)}`, { cause });
  }
}
