import type { CommandLogEntry, Fault } from "@/tests/simulators/routeros";
import { seededRandom } from "@/tests/simulators/routeros/random";

export interface FaultCase {
  words: string;
  faults: Fault[];
  /** Somebody has to give up waiting. */
  waits: boolean;
}

const TRAPS = [
  "failure: something went wrong",
  "no such item",
  "failure: already have such entry",
  "action timed out",
  "input does not match any value of profile",
];

/**
 * What can go wrong with these commands, one after the other: cut before and after each, at bytes of its reply, refused
 * in earnest and in words alone, ignored, silent, garbled. Then, `extra` times, two of them at once. Seeded.
 */
export function faultCases(
  log: readonly CommandLogEntry[],
  { seed, bytes, extra }: { seed: number; bytes: number; extra: number },
): FaultCase[] {
  const random = seededRandom(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const singles = log.flatMap((entry, index) => {
    const nth = index + 1;
    const both: [string, Fault][] = [
      ["cut before", { kind: "drop", afterBytes: 0, applied: false, nth }],
      ["cut with RST before", { kind: "drop", afterBytes: 0, applied: false, reset: true, nth }],
      ["reply lost", { kind: "applied-but-reply-lost", nth }],
      ["refused", { kind: "trap", message: pick(TRAPS), nth }],
      ["garbled", { kind: "garbage", seed: seed + nth, nth }],
      ["fatal", { kind: "fatal", message: "session terminated", nth }],
      ...Array.from({ length: bytes }, (): [string, Fault] => {
        const afterBytes = 1 + Math.floor(random() * 60);
        return [`reply cut after ${afterBytes} bytes`, { kind: "drop", afterBytes, nth }];
      }),
      ["silent", { kind: "hang", nth }],
      ["applied in silence", { kind: "applied-but-reply-lost", silent: true, nth }],
    ];
    const writes: [string, Fault][] = [
      ["refused and applied", { kind: "trap-but-applied", message: pick(TRAPS), nth }],
      // A print that is ignored would be an empty table: routers do not lie that way.
      ["ignored", { kind: "ignored", only: "writes", nth: writesUpTo(log, index) }],
    ];
    return [...both, ...(entry.write ? writes : [])].map(([words, fault]) =>
      toCase(`${words}, at ${nth} ${entry.path}`, [fault]),
    );
  });
  const split: Fault = { kind: "split", seed, maxBytes: 3 };
  const pairs = Array.from({ length: extra }, () => {
    const two = [pick(singles), pick(singles)];
    return toCase(`in pieces: ${two.map(({ words }) => words).join(" and ")}`, [
      split,
      ...two.flatMap(({ faults }) => faults),
    ]);
  });
  return [...singles, ...pairs];
}

const writesUpTo = (log: readonly CommandLogEntry[], index: number) =>
  log.slice(0, index + 1).filter((entry) => entry.write).length;

const toCase = (words: string, faults: Fault[]): FaultCase => ({
  words,
  faults,
  waits: faults.some(
    (fault) =>
      fault.kind === "hang" ||
      fault.kind === "garbage" ||
      (fault.kind === "applied-but-reply-lost" && fault.silent === true),
  ),
});
