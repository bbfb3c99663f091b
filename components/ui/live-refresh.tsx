"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Renders the page's server part again from time to time while somebody looks at it. */
export function LiveRefresh({ everyMs }: { everyMs: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [router, everyMs]);
  return null;
}
