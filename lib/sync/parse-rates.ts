import type { Rates } from "./intent";
import { pairOf, rate } from "./values";

/** What a rate in RouterOS's notation means to us. */
export interface ParsedRates {
  rates: Rates;
  /** Parts that no package can say, as people call them. */
  lost: string[];
}

const NO_BURST = /^(0(\/0)?)$/;

/**
 * `rx[/tx] [burst threshold time priority minimum]` as rates; rx is what the customer uploads. Undefined when there is
 * no speed in it: none at all, zero (RouterOS: without limit), or another notation.
 */
export function parseRateLimit(raw: string): ParsedRates | undefined {
  const [base = "", burst, threshold, time, priority, minimum] = raw.trim().split(/\s+/);
  const parsed = withParts(pairKbps(base), { burst, threshold, time, priority });
  if (parsed && minimum && !NO_BURST.test(minimum)) parsed.lost.push("guaranteed minimum");
  return parsed;
}

/** The same of a simple queue's fields. */
export const parseQueueRates = (
  fields: Readonly<Record<string, string | undefined>>,
): ParsedRates | undefined =>
  withParts(pairKbps(fields["max-limit"] ?? ""), {
    burst: fields["burst-limit"],
    threshold: fields["burst-threshold"],
    time: fields["burst-time"],
    priority: fields.priority,
  });

/** True when both give a running session the same speed, however they are written. */
export function sameRates(a: string, b: string): boolean {
  const [one, other] = [parseRateLimit(a), parseRateLimit(b)];
  if (!one || !other) return a.trim() === b.trim();
  return contentOf(one.rates) === contentOf(other.rates);
}

const contentOf = ({ downloadKbps, uploadKbps, priority = 8, burst }: Rates) =>
  JSON.stringify([downloadKbps, uploadKbps, priority, burst && Object.entries(burst).sort()]);

type Parts = Partial<Record<"burst" | "threshold" | "time" | "priority", string>>;

function withParts(base: Pair | undefined, parts: Parts): ParsedRates | undefined {
  if (!base || base.up === 0 || base.down === 0) return undefined;
  const rates: Rates = { downloadKbps: base.down, uploadKbps: base.up };
  const lost: string[] = [];
  const priority = Number((parts.priority ?? "8").split("/")[0]);
  if (priority >= 1 && priority < 8) rates.priority = priority;
  const burst = burstOf(parts);
  if (burst === "unlike") lost.push("burst");
  else if (burst) rates.burst = burst;
  return { rates, lost };
}

/** A burst that a package can have: all its parts, and one time for both ways. */
function burstOf({ burst = "", threshold = "", time = "" }: Parts): Rates["burst"] | "unlike" {
  if (burst === "" || NO_BURST.test(burst)) return undefined;
  const [limit, from, seconds] = [pairKbps(burst), pairKbps(threshold), pairSeconds(time)];
  if (!limit || !from || !seconds || seconds.up !== seconds.down) return "unlike";
  if (limit.up === 0 || limit.down === 0 || seconds.up === 0) return "unlike";
  return {
    downloadKbps: limit.down,
    uploadKbps: limit.up,
    thresholdDownloadKbps: from.down,
    thresholdUploadKbps: from.up,
    seconds: seconds.up,
  };
}

interface Pair {
  up: number;
  down: number;
}

/** Bits per second each way, in whole kbit/s; undefined when it is no pair of rates, or less than a kbit/s is said. */
function pairKbps(raw: string): Pair | undefined {
  return pairIn(pairOf(rate)(raw), (bits) => Number(bits) / 1_000);
}

const pairSeconds = (raw: string): Pair | undefined =>
  pairIn(raw.includes("/") ? raw : `${raw}/${raw}`, (part) => Number(part.replace(/s$/, "")));

function pairIn(pair: string, read: (part: string) => number): Pair | undefined {
  const [up = Number.NaN, down = Number.NaN] = pair
    .split("/")
    .map((part) => (part ? read(part) : Number.NaN));
  return Number.isInteger(up) && Number.isInteger(down) ? { up, down } : undefined;
}
