import type { RouterErrorCode } from "./errors";

/** What a router that cannot be worked with does instead of being silent. */
const DOES: Partial<Record<RouterErrorCode, string>> = {
  refused: "has refused our connection",
  turned_away: "has turned our connection away",
  login_failed: "has refused our sign-in",
  no_api_policy: "has refused our sign-in",
  not_enough_permissions: "has refused what we ask it",
  fingerprint_mismatch: "has shown another certificate than the pinned one",
  tls_failed: "has answered without a proper encryption",
  protocol: "has answered in no way that we know",
};

/** True when the router answers: whoever is behind it may be online, and nobody need look at its power. */
export const isAlive = (code: string | null): boolean => code !== null && code in DOES;

/** For "Kilimani … since 09:30". */
export const contactWords = (code: string | null): string =>
  DOES[code as RouterErrorCode] ?? "has not answered";
