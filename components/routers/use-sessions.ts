"use client";

import { useCallback, useEffect, useState } from "react";
import type { SessionList } from "@/services/routers";

/** Longer than the router's own deadline: whatever hangs, the wait ends. */
const PATIENCE_MS = 15_000;
const NO_ANSWER = "No answer came. Check your connection and try again.";

export type Reading =
  | { state: "reading"; list?: SessionList }
  | { state: "read"; list: SessionList }
  | { state: "failed"; problem: string; list?: SessionList };

async function ask(routerId: string, leave: AbortSignal): Promise<Reading> {
  const signal = AbortSignal.any([leave, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    const response = await fetch(`/api/live/routers/${routerId}/sessions`, { signal });
    const body = await response.json();
    if (response.ok) return { state: "read", list: body as SessionList };
    return { state: "failed", problem: String(body.message) };
  } catch {
    return { state: "failed", problem: NO_ANSWER };
  }
}

/** The sessions of a router: asked once, and again when somebody says so; what was read stays meanwhile. */
export function useSessions(routerId: string) {
  const [reading, setReading] = useState<Reading>({ state: "reading" });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks anew
  useEffect(() => {
    const abort = new AbortController();
    setReading(({ list }) => ({ state: "reading", list }));
    void ask(routerId, abort.signal).then((found) => {
      if (!abort.signal.aborted) setReading((before) => ({ list: before.list, ...found }));
    });
    return () => abort.abort();
  }, [routerId, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { reading, again };
}
