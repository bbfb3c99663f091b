import type { Context } from "@/lib/context";
import { SessionMemory } from "@/lib/sync";

/** Whatever might escape the memory is found within this time: then everybody is looked at again. */
const WHOLE_EVERY_MS = 3_600_000;

export interface KeptSessions {
  memory: SessionMemory;
  /** The oldest transaction that was under way when the flags were last brought up to a reading; none at first. */
  asOf: string | undefined;
  since: number;
}

// Of this process, as what comparisons remember. On globalThis, as bundles and hot reload make copies.
const holder = globalThis as typeof globalThis & { ispSessionMemories?: Map<string, KeptSessions> };
const memories = () => {
  holder.ispSessionMemories ??= new Map();
  return holder.ispSessionMemories;
};

/** Takes out what the last poll saw of a router's sessions, or begins anew: a poll that fails keeps nothing. */
export function takeSessions(ctx: Context, routerId: string): KeptSessions {
  const kept = memories().get(routerId);
  memories().delete(routerId);
  const now = ctx.now().getTime();
  if (kept && kept.since <= now && now - kept.since < WHOLE_EVERY_MS) return kept;
  return { memory: new SessionMemory(), asOf: undefined, since: now };
}

/** Puts it back for the next poll. */
export const keepSessions = (routerId: string, kept: KeptSessions): void => {
  memories().set(routerId, kept);
};
