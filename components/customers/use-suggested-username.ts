"use client";

import { useEffect, useState } from "react";

const TYPING_PAUSE_MS = 250;

/** A free username made from the name, until somebody types their own. */
export function useSuggestedUsername(name: string) {
  const [username, setUsername] = useState("");
  const [own, setOwn] = useState(false);

  useEffect(() => {
    const words = name.trim();
    if (own || words.length < 2) return;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const address = `/api/live/username?name=${encodeURIComponent(words)}`;
      const response = await fetch(address, { signal: abort.signal }).catch(() => undefined);
      if (!response?.ok) return;
      const suggested = (await response.json()) as { username: string };
      setUsername(suggested.username);
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [name, own]);

  const type = (text: string) => {
    setOwn(text !== "");
    setUsername(text);
  };
  return { username, type };
}
