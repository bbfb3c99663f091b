"use client";

import { Activity, Square } from "lucide-react";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import { Card, CardBody, CardHeader } from "../ui/card";
import { TimeChart } from "../ui/time-chart";
import { type Traffic, type TrafficState, useTraffic, WATCH_MS } from "./use-traffic";

const SERIES = [
  { label: "Download", color: "var(--accent)" },
  { label: "Upload", color: "var(--ink-faint)" },
];

const DESCRIPTIONS: Record<TrafficState, string> = {
  idle: "Asked from the router when you press the button.",
  watching: "Asked from the router every two seconds, for one minute.",
  over: "The minute is over. This is what was seen.",
  stopped: "Stopped. This is what was seen.",
  failed: "Ended early. This is what was seen.",
};

const START_LABELS: Record<TrafficState, string> = {
  idle: "Watch for a minute",
  watching: "Stop",
  over: "Watch again",
  stopped: "Watch again",
  failed: "Try again",
};

/** A user's traffic for one minute, from the press of a button; leaving the page ends it. */
export function LiveTraffic({ userId }: { userId: string }) {
  const { traffic, start, stop } = useTraffic(userId);
  const { state, points } = traffic;
  const watching = state === "watching";
  const nothingSeen = points.length === 0;
  return (
    <Card aria-busy={watching && nothingSeen}>
      <CardHeader
        title="Live traffic"
        description={nothingSeen && !watching ? DESCRIPTIONS.idle : DESCRIPTIONS[state]}
        actions={
          <Button size="sm" onClick={watching ? stop : start}>
            {watching ? <Square aria-hidden /> : <Activity aria-hidden />}
            {nothingSeen && state === "stopped" ? START_LABELS.idle : START_LABELS[state]}
          </Button>
        }
      />
      <Seen traffic={traffic} />
    </Card>
  );
}

function Seen({ traffic: { state, points, online, problem } }: { traffic: Traffic }) {
  if (points.length === 0 && state !== "watching" && state !== "failed") return null;
  const measured = points.some(({ values }) => values.some((value) => value !== null));
  return (
    <CardBody className="flex flex-col gap-3">
      {problem ? (
        <Callout tone="bad" title="The traffic could not be read">
          {problem}
        </Callout>
      ) : null}
      <p role="status" className="text-ink-muted empty:hidden">
        {state === "watching" ? waitingFor(online, measured) : null}
      </p>
      {measured ? (
        <TimeChart title="Speed" series={SERIES} points={points} format="speed" spanMs={WATCH_MS} />
      ) : null}
      {!measured && (state === "over" || state === "stopped") ? (
        <p className="text-ink-muted">No traffic was seen.</p>
      ) : null}
    </CardBody>
  );
}

/** What the eye waits for; undefined when the figures speak. */
function waitingFor(online: boolean | undefined, measured: boolean): string | undefined {
  if (online === undefined) return "Asking the router…";
  if (!online) return "Not online at this moment.";
  return measured ? undefined : "Measuring…";
}
