import { fromBytes } from "./protocol/bytes";
import { type Command, isWrite } from "./protocol/command";
import type { Fault, FaultEffect } from "./types";

type Armed = { id: string; fault: Fault; met: number; wait: Wait };

type Of<Kind extends FaultEffect["kind"]> = Extract<FaultEffect, { kind: Kind }>;

/** What replaces or cuts the normal course of a command. */
export type Outcome = Exclude<
  FaultEffect,
  Waiting | Of<"connect-latency"> | Of<"split"> | Of<"refuse">
>;

/** Faults that only cost time. */
type Waiting = Of<"latency"> | Of<"burst"> | Of<"stall">;

/** What the faults do to one command. */
export interface Verdict {
  kinds: string[];
  latencyMs: number;
  split?: Of<"split">;
  outcome?: Outcome;
}

function matches(fault: Fault, command: Command): boolean {
  const { path, word, only } = fault;
  if (path !== undefined && command.path !== path && command.menu !== path) return false;
  if (only !== undefined && isWrite(command) !== (only === "writes")) return false;
  return word === undefined || command.words.some((one) => fromBytes(one) === word);
}

function isWaiting(fault: Fault): fault is Fault & Waiting {
  return fault.kind === "latency" || fault.kind === "burst" || fault.kind === "stall";
}

/** A burst of commands is over after so long without one. */
const REST_MS = 1000;

/** How long one armed fault makes commands wait. */
class Wait {
  #inBurst = 0;
  #lastAt = 0;
  /** Until when the router is busy with earlier commands, or dead to the world. */
  #busyUntil = 0;

  ms(fault: Waiting): number {
    if (fault.kind === "latency") return fault.ms;
    const now = performance.now();
    if (fault.kind === "stall") {
      if (this.#busyUntil === 0) this.#busyUntil = now + fault.ms;
    } else {
      this.#inBurst = now - this.#lastAt > REST_MS ? 1 : this.#inBurst + 1;
      this.#lastAt = now;
      if (this.#inBurst > fault.free) this.#busyUntil = Math.max(this.#busyUntil, now) + fault.ms;
    }
    return Math.max(0, this.#busyUntil - now);
  }
}

/** Counts a match and tells whether it lies in the fault's window. */
function hits(armed: Armed): boolean {
  armed.met += 1;
  const { nth = 1, times = armed.fault.nth === undefined ? Number.POSITIVE_INFINITY : 1 } =
    armed.fault;
  return armed.met >= nth && armed.met < nth + times;
}

/** The armed faults of a router. Everything they do is decided by counting, never by chance. */
export class FaultPlan {
  #armed: Armed[] = [];
  #lastId = 0;

  add(fault: Fault): string {
    this.#lastId += 1;
    const armed = { id: `${this.#lastId}`, fault: { ...fault }, met: 0, wait: new Wait() };
    this.#armed.push(armed);
    return `${this.#lastId}`;
  }

  remove(id: string): void {
    this.#armed = this.#armed.filter((armed) => armed.id !== id);
  }

  clear(): void {
    this.#armed = [];
  }

  list(): (Fault & { id: string; met: number })[] {
    return this.#armed.map(({ id, fault, met }) => ({ ...fault, id, met }));
  }

  /** Judges a new connection. */
  connection(): { latencyMs: number; refuse?: Of<"refuse"> } {
    const verdict: { latencyMs: number; refuse?: Of<"refuse"> } = { latencyMs: 0 };
    for (const armed of this.#armed) {
      const { fault } = armed;
      if (fault.kind === "connect-latency" && hits(armed)) verdict.latencyMs += fault.ms;
      if (fault.kind === "refuse" && hits(armed)) verdict.refuse ??= fault;
    }
    return verdict;
  }

  /** Judges a command. Latencies add up; of several outcomes the first armed one counts. */
  command(command: Command): Verdict {
    const verdict: Verdict = { kinds: [], latencyMs: 0 };
    for (const armed of this.#armed) {
      const { fault } = armed;
      if (fault.kind === "connect-latency" || fault.kind === "refuse") continue;
      if (!matches(fault, command) || !hits(armed)) continue;
      verdict.kinds.push(fault.kind);
      if (isWaiting(fault)) verdict.latencyMs += armed.wait.ms(fault);
      else if (fault.kind === "split") verdict.split ??= fault;
      else verdict.outcome ??= fault;
    }
    return verdict;
  }
}
