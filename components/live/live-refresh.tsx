"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";

export interface LiveRefreshProps {
  /** A small endpoint that answers `{ key, busy }`. */
  address: string;
  /** The key that the page was rendered with. */
  current: string;
  busySeconds?: number;
  idleSeconds?: number;
}

interface Live {
  key: string;
  busy: boolean;
}

async function fetchLive(address: string, signal: AbortSignal): Promise<Live | undefined> {
  if (document.visibilityState !== "visible") return undefined;
  const response = await fetch(address, { signal, cache: "no-store" }).catch(() => undefined);
  return response?.ok ? ((await response.json()) as Live) : undefined;
}

/**
 * Keeps a page true without a reload: asks every second while something is under way, else slowly, and has the
 * server render anew when the answer differs. Rests while the tab is hidden.
 */
export function LiveRefresh(props: LiveRefreshProps) {
  const { address, current, busySeconds = 1, idleSeconds = 8 } = props;
  const router = useRouter();
  const shown = useRef(current);
  shown.current = current;

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const abort = new AbortController();
    const ask = async () => {
      const live = await fetchLive(address, abort.signal).catch(() => undefined);
      if (abort.signal.aborted) return;
      if (live && live.key !== shown.current) router.refresh();
      timer = setTimeout(ask, (live?.busy ? busySeconds : idleSeconds) * 1000);
    };
    const wake = () => {
      if (document.visibilityState !== "visible") return;
      clearTimeout(timer);
      void ask();
    };
    timer = setTimeout(ask, busySeconds * 1000);
    document.addEventListener("visibilitychange", wake);
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", wake);
    };
  }, [address, busySeconds, idleSeconds, router]);
  return null;
}
