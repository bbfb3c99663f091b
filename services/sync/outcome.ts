import type { schema } from "@/lib/db";

/** One user on one router. */
export interface SyncKey {
  userId: string;
  routerId: string;
}

export type SyncStateRow = typeof schema.syncStates.$inferSelect;

/** What became of one call: small, and safe to be kept by the job server. Times are ISO strings. */
export type SyncOutcome =
  /** Nothing was owed any more: another run has done it. */
  | { outcome: "handled" }
  /** Another run is at it and will see this request; if it died, look again then. */
  | { outcome: "busy"; retryAt: string }
  | {
      outcome: "unchanged" | "changed" | "observed_only";
      status: "in_sync" | "paused" | "failed";
      generation: number;
      /** Access is on and verified, but the device has not dialled in yet. */
      expectSession: boolean;
    }
  /** The router cannot be reached, or it is not this user's turn: owed, and tried again then. */
  | { outcome: "deferred"; reason: string; retryAt: string | null }
  | { outcome: "failed"; code: string; retryAt: string };
