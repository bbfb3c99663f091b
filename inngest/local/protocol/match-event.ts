import { createHash } from "node:crypto";
import { evaluateCel } from "../cel/evaluate";
import type { CompiledFunction, ConcurrencyRule } from "./compile-function";

/** A concurrency slot that a run's calls must hold. */
export interface Slot {
  key: string;
  limit: number;
}

const MAX_PLAIN_KEY = 120;

/** Event name → functions with such a trigger. */
export type TriggerIndex = Map<string, Set<CompiledFunction>>;

export function indexTriggers(functions: Iterable<CompiledFunction>): TriggerIndex {
  const index: TriggerIndex = new Map();
  for (const fn of functions) {
    for (const { event } of fn.triggers) {
      const listed = index.get(event) ?? new Set();
      index.set(event, listed.add(fn));
    }
  }
  return index;
}

/** Functions that the event starts, each once: by exact name, `prefix/*` or `prefix.*`, and filter. */
export function matchEvent(
  index: TriggerIndex,
  event: { name: string } & Record<string, unknown>,
): CompiledFunction[] {
  const names = new Set([event.name, ...wildcardsFor(event.name)]);
  const candidates = new Set([...names].flatMap((name) => [...(index.get(name) ?? [])]));
  return [...candidates].filter((fn) =>
    fn.triggers.some(
      (trigger) =>
        names.has(trigger.event) &&
        (!trigger.filter || evaluateCel(trigger.filter, event) === true),
    ),
  );
}

/** The slots of one run, from its event; evaluated once, when the run is scheduled. */
export function slotsFor(fn: CompiledFunction, event: unknown): Slot[] {
  return fn.concurrency.map((rule, index) => ({
    key: slotKey(fn, rule, index, event),
    limit: rule.limit,
  }));
}

function wildcardsFor(name: string): string[] {
  const ends = [...name.matchAll(/[/.]/g)].map(({ index }) => index + 1);
  return ends.map((end) => `${name.slice(0, end)}*`);
}

function slotKey(fn: CompiledFunction, rule: ConcurrencyRule, index: number, event: unknown) {
  const prefix = rule.scope === "fn" ? `fn:${fn.id}:${index}` : rule.scope;
  if (!rule.key) return prefix;
  const value = evaluateCel(rule.key, event);
  const text = typeof value === "string" ? value : `${JSON.stringify(value)}`;
  return `${prefix}:${isPlain(text) ? text : createHash("sha256").update(text).digest("hex")}`;
}

function isPlain(text: string): boolean {
  return text.length <= MAX_PLAIN_KEY && !text.includes("\0");
}
