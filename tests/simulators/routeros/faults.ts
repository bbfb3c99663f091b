import { fromBytes } from "./protocol/bytes";
import { type Command, isWrite } from "./protocol/command";
import type { Fault, FaultEffect } from "./types";

type Armed = { id: string; fault: Fault; met: number };

type Of<Kind extends FaultEffect["kind"]> = Extract<FaultEffect, { kind: Kind }>;

/** What replaces or cuts the normal course of a command. */
export type Outcome = Exclude<
  FaultEffect,
  Of<"latency"> | Of<"connect-latency"> | Of<"split"> | Of<"refuse">
>;

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
    this.#armed.push({ id: `${this.#lastId}`, fault: { ...fault }, met: 0 });
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
      if (fault.kind === "latency") verdict.latencyMs += fault.ms;
      else if (fault.kind === "split") verdict.split ??= fault;
      else verdict.outcome ??= fault;
    }
    return verdict;
  }
}
