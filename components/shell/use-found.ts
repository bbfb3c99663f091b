"use client";

import { useEffect, useState } from "react";

export interface Found {
  kind: "customer" | "user";
  id: string;
  label: string;
  detail: string;
}

const TYPING_PAUSE_MS = 180;

/** Customers and users that match, a moment after the typing stops. */
export function useFound(text: string, open: boolean): Found[] {
  const [found, setFound] = useState<Found[]>([]);
  useEffect(() => {
    const words = text.trim();
    if (!open || words.length < 2) {
      setFound([]);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const address = `/api/live/search?q=${encodeURIComponent(words)}`;
      const response = await fetch(address, { signal: abort.signal }).catch(() => null);
      if (response?.ok) setFound((await response.json()) as Found[]);
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, open]);
  return found;
}
