import type { AccessGrounds } from "@/lib/billing";
import type { RefusalReason } from "@/lib/routeros";

export type { RefusalReason };

/** What is known of one user's access, from cached state alone; `now` is ours. */
export interface ExplainFacts {
  now: Date;
  user: AccessGrounds & {
    status: "active" | "suspended" | "closed";
    billingMode: "prepaid" | "postpaid";
    serviceType: "pppoe" | "static" | "hotspot";
    pausedAt: Date | null;
    suspendedReason: string | null;
    macAddress: string | null;
    createdAt: Date;
    closedAt: Date | null;
  };
  router: {
    name: string;
    observedOnly: boolean;
    /** Pings fixed addresses, so that it can say who is online. */
    pingsAddresses: boolean;
    reachability: "unknown" | "up" | "down";
    since: Date | null;
    lastSeenAt: Date | null;
    lastError: string | null;
    lastErrorCode: string | null;
    braked: boolean;
    rebootedAt: Date | null;
  };
  /** How far the router has followed; undefined before anything was declared. */
  sync?: {
    status: "pending" | "syncing" | "in_sync" | "failed" | "paused" | "unknown";
    errorCode: string | null;
    error: string | null;
    /** The reason of the Synced condition. */
    reason: string | null;
    /** Its words. */
    message: string | null;
    behind: boolean;
    declaredAt: Date | null;
    online: boolean | null;
    onlineSince: Date | null;
    address: string | null;
  };
  /** The router that the user leaves, until it has let go: whether it lets them in so long. */
  former?: { name: string; serves: boolean };
  /** What polls have seen of the device. */
  sighting?: {
    lastOnlineAt: Date | null;
    wentOfflineAt: Date | null;
    callerId: string | null;
    disconnectReason: string | null;
    refusedAt: Date | null;
    refusalReason: RefusalReason | null;
    refusalCount: number;
    capUsedAt: Date | null;
  };
  /** Sync, messages and provider calls of the whole installation stand still. */
  installationPaused: boolean;
}
