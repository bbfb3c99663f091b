import type { ExplainFacts } from "@/services/users/explain/facts";

export const now = new Date("2026-06-10T09:00:00Z");
export const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
export const ahead = (minutes: number) => ago(-minutes);

export type Parts = { [K in keyof ExplainFacts]?: Partial<ExplainFacts[K]> };

/** A paid PPPoE user whom the router lets in, last online an hour ago; then what differs. */
export function facts({ user, router, sync, sighting, ...rest }: Parts = {}): ExplainFacts {
  return {
    now,
    user: {
      status: "active",
      billingMode: "prepaid",
      serviceType: "pppoe",
      paidUntil: ahead(60),
      provisionalUntil: null,
      creditUntil: null,
      pausedAt: null,
      suspendedReason: null,
      macAddress: null,
      createdAt: ago(100_000),
      closedAt: null,
      ...user,
    },
    router: {
      name: "Kilimani",
      observedOnly: false,
      pingsAddresses: true,
      reachability: "up",
      since: ago(5_000),
      lastSeenAt: ago(1),
      lastError: null,
      lastErrorCode: null,
      braked: false,
      rebootedAt: null,
      ...router,
    },
    sync: {
      status: "in_sync",
      errorCode: null,
      error: null,
      reason: "InSync",
      message: null,
      behind: false,
      declaredAt: ago(3_000),
      online: false,
      onlineSince: null,
      address: null,
      ...sync,
    },
    sighting: {
      lastOnlineAt: ago(60),
      wentOfflineAt: ago(60),
      callerId: null,
      disconnectReason: null,
      refusedAt: null,
      refusalReason: null,
      refusalCount: 0,
      capUsedAt: null,
      ...sighting,
    },
    installationPaused: false,
    ...(rest as { installationPaused?: boolean }),
  };
}

export const refused = (
  refusalReason: "password" | "device" | "busy" | "disabled" | "cap",
  minutes = 2,
) => ({ refusedAt: ago(minutes), refusalReason, refusalCount: 7 }) as const;
