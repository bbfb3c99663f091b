"use client";

import { Activity } from "lucide-react";
import { useEffect, useState } from "react";
import type { TrafficLook } from "@/services/routers";
import { type ChartPoint, HistoryChart } from "../routers/history-chart";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import { Card, CardBody, CardHeader } from "../ui/card";
import { nextPoint } from "./traffic-points";

const WATCH_MS = 60_000;
const EVERY_MS = 2_000;
const PATIENCE_MS = 10_000;
const NO_ANSWER = "No answer came. Check your connection and try again.";
const SERIES = [
  { label: "Download", color: "var(--accent)" },
  { label: "Upload", color: "var(--ink-faint)" },
];

type Ask = { look: TrafficLook } | { problem: string };

async function ask(userId: string, leave: AbortSignal): Promise<Ask> {
  const signal = AbortSignal.any([leave, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    const response = await fetch(`/api/live/users/${userId}/traffic`, { signal });
    const body = await response.json();
    return response.ok ? { look: body as TrafficLook } : { problem: String(body.message) };
  } catch {
    return { problem: NO_ANSWER };
  }
}

/** A user's traffic for one minute, from the press of a button; leaving the page ends it. */
export function LiveTraffic({ userId }: { userId: string }) {
  const [watching, setWatching] = useState(false);
  const [points, setPoints] = useState<ChartPoint[]>([]);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (!watching) return;
    const abort = new AbortController();
    const until = Date.now() + WATCH_MS;
    let timer: ReturnType<typeof setTimeout>;
    let last: TrafficLook | undefined;
    setPoints([]);
    setProblem(undefined);
    const round = async () => {
      const found = await ask(userId, abort.signal);
      if (abort.signal.aborted) return;
      if ("problem" in found) setProblem(found.problem);
      else {
        const point = nextPoint(last, found.look);
        last = found.look;
        setPoints((before) => [...before, point]);
      }
      if ("problem" in found || Date.now() >= until) setWatching(false);
      else timer = setTimeout(round, EVERY_MS);
    };
    void round();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [watching, userId]);
  const offline = points.at(-1)?.values.every((value) => value === null) && points.length > 1;
  return (
    <Card>
      <CardHeader
        title="Live traffic"
        description={
          watching ? "Asked from the router every two seconds, for one minute." : "Asked on demand."
        }
        actions={
          <Button size="sm" onClick={() => setWatching(!watching)}>
            <Activity aria-hidden />
            {watching ? "Stop" : problem ? "Try again" : "Watch for a minute"}
          </Button>
        }
      />
      {problem || points.length > 0 ? (
        <CardBody>
          {problem ? <Callout tone="bad" title={problem} /> : null}
          {offline ? <p className="mb-2 text-ink-muted">Not online at this moment.</p> : null}
          {points.length > 0 ? (
            <HistoryChart title="Speed" series={SERIES} points={points} format="speed" />
          ) : null}
        </CardBody>
      ) : null}
    </Card>
  );
}
