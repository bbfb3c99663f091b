import { isRouterError, type RouterErrorCode } from "@/lib/routeros";
import { OtherMachine } from "./same-machine";
import { UnreadableSecret } from "./unseal";

/** Trouble with the router as a whole: no user of it can be served, and its breaker counts it. */
const ROUTER_TROUBLE = new Set<RouterErrorCode>([
  "unreachable",
  "refused",
  "turned_away",
  "timeout",
  "closed",
  "aborted",
  "protocol",
  "login_failed",
  "no_api_policy",
  "tls_failed",
  "fingerprint_mismatch",
]);

export const isRouterTrouble = (code: RouterErrorCode): boolean => ROUTER_TROUBLE.has(code);

/** An error as staff see it: a code and words, never a secret. */
export interface SyncError {
  code: RouterErrorCode | "unreadable_secret" | "other_machine";
  message: string;
  /** The router as a whole is in trouble, not this user. */
  router: boolean;
}

/** Reads what can go wrong on purpose; anything else is a mistake of ours and is thrown on. */
export function toSyncError(error: unknown): SyncError {
  if (error instanceof UnreadableSecret)
    return { code: "unreadable_secret", message: error.message, router: error.of === "router" };
  if (error instanceof OtherMachine)
    return { code: "other_machine", message: error.message, router: false };
  if (!isRouterError(error)) throw error;
  return { code: error.code, message: error.message, router: isRouterTrouble(error.code) };
}
