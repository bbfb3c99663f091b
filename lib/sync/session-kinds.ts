import type { Intent } from "./intent";
import type { ResourceKind } from "./resource";

export type ServiceType = Intent["serviceType"];

export interface ServiceKinds {
  /** The row without which there is no user: what counts when a router's users are counted. */
  main: ResourceKind;
  /** Live rows that are opened from the main row and carry its name. */
  sessions: readonly ResourceKind[];
  /** The row that shows that the customer is online. */
  sighting: ResourceKind;
  /** Everything that plans for such users may speak about. */
  tables: readonly ResourceKind[];
}

/** What a service type is made of on a router. */
export const serviceKinds: Readonly<Record<Intent["serviceType"], ServiceKinds>> = {
  pppoe: {
    main: "secret",
    sessions: ["session"],
    sighting: "session",
    tables: ["secret", "profile", "pool", "session"],
  },
  hotspot: {
    main: "hotspot-user",
    sessions: ["hotspot-cookie", "hotspot-active"],
    sighting: "hotspot-active",
    tables: ["hotspot-user", "hotspot-profile", "hotspot-cookie", "hotspot-host", "hotspot-active"],
  },
  static: {
    main: "queue",
    sessions: [],
    sighting: "netwatch",
    tables: ["queue", "address-list", "ip-binding", "arp", "lease", "netwatch", "hotspot-host"],
  },
};
