"use client";

import { useCallback, useEffect, useState } from "react";
import type { TrafficLook } from "@/services/routers";
import { askLive } from "../live/ask-live";
import type { ChartPoint } from "../ui/time-chart";
import { nextPoint } from "./traffic-points";

export const WATCH_MS = 60_000;
const EVERY_MS = 2_000;
/** Longer than the router's own deadline: whatever hangs, the wait ends. */
const PATIENCE_MS = 10_000;

/** Over: the minute has passed. Stopped: somebody pressed Stop. */
export type TrafficState = "idle" | "watching" | "over" | "stopped" | "failed";

export interface Traffic {
  state: TrafficState;
  points: ChartPoint[];
  /** Whether the last look found the user online; undefined before the first. */
  online?: boolean;
  problem?: string;
}

/** Looks again and again until the minute is over, a look fails or the page is left. */
async function watch(
  userId: string,
  leave: AbortSignal,
  tell: (change: (before: Traffic) => Traffic) => void,
): Promise<void> {
  const until = Date.now() + WATCH_MS;
  const options = { leave, patienceMs: PATIENCE_MS };
  let last: TrafficLook | undefined;
  while (!leave.aborted) {
    const answer = await askLive<TrafficLook>(`users/${userId}/traffic`, options);
    if (leave.aborted) return;
    if ("problem" in answer) {
      const { problem } = answer;
      return tell(({ points }) => ({ state: "failed", points, problem }));
    }
    const point = nextPoint(last, answer.found);
    const online = answer.found.reading !== undefined;
    last = answer.found;
    const state = Date.now() >= until ? "over" : "watching";
    tell(({ points }) => ({ state, points: [...points, point], online }));
    if (state === "over") return;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

/** A user's traffic for one minute, from `start` on; `stop` ends it, and so does leaving the page. */
export function useTraffic(userId: string) {
  const [traffic, setTraffic] = useState<Traffic>({ state: "idle", points: [] });
  const watching = traffic.state === "watching";
  useEffect(() => {
    if (!watching) return;
    const leave = new AbortController();
    void watch(userId, leave.signal, setTraffic);
    return () => leave.abort();
  }, [watching, userId]);
  const start = useCallback(() => setTraffic({ state: "watching", points: [] }), []);
  const stop = useCallback(() => setTraffic((before) => ({ ...before, state: "stopped" })), []);
  return { traffic, start, stop };
}
