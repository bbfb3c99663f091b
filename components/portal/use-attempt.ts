"use client";

import { useEffect, useState } from "react";
import type { AttemptProgress } from "@/services/payments";

type Json<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Json<T[K]> } : T;
/** The payment as it travels: times are text. */
export type LiveProgress = Json<AttemptProgress>;

const FAST_MS = 1_000;
const SLOW_MS = 5_000;
// After this long a page that waits for a router or a device asks less often.
const FAST_FOR_MS = 120_000;

/** Follows an attempt until nothing more changes by itself. `stale` while the server cannot be reached. */
export function useAttempt(initial: LiveProgress): { progress: LiveProgress; stale: boolean } {
  const [progress, setProgress] = useState(initial);
  const [stale, setStale] = useState(false);
  const { attemptId, settled } = progress;

  useEffect(() => {
    if (settled) return;
    const startedAt = Date.now();
    let timer: ReturnType<typeof setTimeout>;
    const abort = new AbortController();
    const ask = async () => {
      try {
        const response = await fetch(`/api/live/attempts/${attemptId}`, {
          signal: abort.signal,
          cache: "no-store",
        });
        if (!response.ok) throw new Error(String(response.status));
        setProgress((await response.json()) as LiveProgress);
        setStale(false);
      } catch {
        if (abort.signal.aborted) return;
        setStale(true);
      }
      timer = setTimeout(ask, Date.now() - startedAt < FAST_FOR_MS ? FAST_MS : SLOW_MS);
    };
    timer = setTimeout(ask, FAST_MS);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [attemptId, settled]);

  return { progress, stale };
}
