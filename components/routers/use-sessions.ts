"use client";

import { useCallback, useEffect, useState } from "react";
import type { SessionList } from "@/services/routers";
import { askLive } from "../live/ask-live";

/** Longer than the router's own deadline: whatever hangs, the wait ends. */
const PATIENCE_MS = 15_000;

export type Reading =
  | { state: "reading"; list?: SessionList }
  | { state: "read"; list: SessionList }
  | { state: "failed"; problem: string; list?: SessionList };

/** The sessions of a router: asked once, and again when somebody says so; what was read stays meanwhile. */
export function useSessions(routerId: string) {
  const [reading, setReading] = useState<Reading>({ state: "reading" });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks anew
  useEffect(() => {
    const abort = new AbortController();
    setReading(({ list }) => ({ state: "reading", list }));
    const options = { leave: abort.signal, patienceMs: PATIENCE_MS };
    void askLive<SessionList>(`routers/${routerId}/sessions`, options).then((answer) => {
      if (abort.signal.aborted) return;
      if ("found" in answer) setReading({ state: "read", list: answer.found });
      else setReading(({ list }) => ({ state: "failed", problem: answer.problem, list }));
    });
    return () => abort.abort();
  }, [routerId, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { reading, again };
}
