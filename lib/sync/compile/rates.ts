import type { Rates } from "../intent";

/** `rx/tx [burst threshold time priority]` as the router sees it: rx is what the customer uploads. */
export function rateLimit({ downloadKbps, uploadKbps, burst, priority }: Rates): string {
  const base = pair(uploadKbps, downloadKbps);
  const last = priority === undefined ? [] : [String(priority)];
  if (burst)
    return [
      base,
      pair(burst.uploadKbps, burst.downloadKbps),
      pair(burst.thresholdUploadKbps, burst.thresholdDownloadKbps),
      `${burst.seconds}/${burst.seconds}`,
      ...last,
    ].join(" ");
  // Parts count by their place: who names a priority must name a burst, if only of nothing.
  return last.length > 0 ? [base, "0/0", "0/0", "0/0", ...last].join(" ") : base;
}

/** The same as fields of a simple queue. */
export function queueRates({ downloadKbps, uploadKbps, burst, priority = 8 }: Rates) {
  return {
    "max-limit": pair(uploadKbps, downloadKbps),
    "burst-limit": burst ? pair(burst.uploadKbps, burst.downloadKbps) : "",
    "burst-threshold": burst ? pair(burst.thresholdUploadKbps, burst.thresholdDownloadKbps) : "",
    "burst-time": burst ? `${burst.seconds}s/${burst.seconds}s` : "",
    priority: `${priority}/${priority}`,
  };
}

const pair = (up: number, down: number) => `${rate(up)}/${rate(down)}`;

const rate = (kbps: number) => (kbps % 1_000 === 0 ? `${kbps / 1_000}M` : `${kbps}k`);
