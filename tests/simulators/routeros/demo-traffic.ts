import { seededRandom } from "./random";
import type { Speeds } from "./types";

/** What somebody moves at a moment, and has moved since another. */
export interface Moved extends Speeds {
  uploadBytes: number;
  downloadBytes: number;
}

const DAY_MS = 86_400_000;
/** Kenyans are online most at nine in the evening: six in the evening UTC. */
const BUSIEST_MS = 18 * 3_600_000;
/** Of each part of the curve: how long one swing lasts, and how far it goes to either side of the mean. */
const MEAN = 0.45;
const DAY = 0.22;
const SWINGS = [
  { ms: 47_000, by: 0.15 },
  { ms: 13_000, by: 0.08 },
];
/** Who has no limit moves as if there were one. */
const OTHERWISE: Speeds = { uploadKbps: 2_000, downloadKbps: 8_000 };

/**
 * Traffic like that of people, for demonstrations: more in the evening than at night, up and down from second to
 * second, always below the limit, the same for the same seed, name and time. Counters are the rate added up, so both
 * tell one story.
 */
export function lifelike(
  { seed, name, limits }: { seed: number; name: string; limits: Partial<Speeds> },
  since: number,
  now: number,
): Moved {
  const random = seededRandom(seed ^ hash(name));
  // Never more than the limit: the parts of the curve add up to less than one.
  const share = 0.3 + 0.7 * random();
  const starts = SWINGS.map(() => random());
  const at = (time: number) => curve(time, starts);
  const total = Math.max(0, sum(now, starts) - sum(since, starts)) * share;
  const side = (limit: number | undefined, otherwise: number, part: number) => {
    const kbps = (limit || otherwise) * part;
    return { kbps: Math.round(kbps * share * at(now)), bytes: Math.floor((kbps / 8) * total) };
  };
  const upload = side(limits.uploadKbps, OTHERWISE.uploadKbps, 0.4);
  const download = side(limits.downloadKbps, OTHERWISE.downloadKbps, 1);
  return {
    uploadKbps: upload.kbps,
    downloadKbps: download.kbps,
    uploadBytes: upload.bytes,
    downloadBytes: download.bytes,
  };
}

function curve(time: number, starts: readonly number[]): number {
  const swings = SWINGS.map(({ ms, by }, i) => by * Math.sin(angle(time, ms, starts[i])));
  return MEAN + DAY * Math.cos(angle(time - BUSIEST_MS, DAY_MS)) + swings.reduce((a, b) => a + b);
}

/** The curve added up, in milliseconds at full speed. */
function sum(time: number, starts: readonly number[]): number {
  const swings = SWINGS.map(
    ({ ms, by }, i) => -(by * ms * Math.cos(angle(time, ms, starts[i]))) / (2 * Math.PI),
  );
  const day = (DAY * DAY_MS * Math.sin(angle(time - BUSIEST_MS, DAY_MS))) / (2 * Math.PI);
  return MEAN * time + day + swings.reduce((a, b) => a + b);
}

const angle = (time: number, period: number, start = 0) =>
  2 * Math.PI * ((time % period) / period + start);

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

/** `5M/10M …`, or `5000000/10000000`, as upload and download. */
export function limitsOf(rates = ""): Partial<Speeds> {
  const [first = ""] = rates.split(" ");
  const [up, down] = first.split("/").map((part) => {
    const [, count = "0", unit = ""] = /^(\d+)([kMG]?)$/.exec(part) ?? [];
    return (Number(count) * ({ k: 1e3, M: 1e6, G: 1e9 }[unit] ?? 1)) / 1_000;
  });
  return { uploadKbps: up ?? 0, downloadKbps: down ?? up ?? 0 };
}
