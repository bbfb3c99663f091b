"use client";

import { useSyncExternalStore } from "react";
import { formatInstant, formatRelative } from "@/lib/time";
import { cn } from "./cn";

// One clock for all of them: a page with a hundred times on it has one timer.
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let seconds = 0;

const tick = () => {
  seconds = Math.floor(Date.now() / 1000);
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (!timer) {
    seconds = Math.floor(Date.now() / 1000);
    timer = setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

const read = () => {
  if (seconds === 0) seconds = Math.floor(Date.now() / 1000);
  return seconds;
};

/** Seconds since 1970 in the browser; 0 while the server renders, so that both render the same. */
export const useSeconds = () => useSyncExternalStore(subscribe, read, () => 0);

/** "3 minutes ago", growing by itself; the exact Nairobi time until hydrated, and on hover. */
export function RelativeTime({ at, className }: { at: Date | string; className?: string }) {
  const now = useSeconds();
  const date = typeof at === "string" ? new Date(at) : at;
  const exact = formatInstant(date);
  const close = Math.abs(date.getTime() - now * 1000) < 1500;
  return (
    <time
      dateTime={date.toISOString()}
      title={`${exact} (Nairobi)`}
      className={cn("whitespace-nowrap", className)}
    >
      {now === 0 ? exact : close ? "just now" : formatRelative(date, new Date(now * 1000))}
    </time>
  );
}

/** An exact time in Nairobi. */
export function ExactTime({ at, className }: { at: Date | string; className?: string }) {
  const date = typeof at === "string" ? new Date(at) : at;
  return (
    <time dateTime={date.toISOString()} className={className}>
      {formatInstant(date)}
    </time>
  );
}
