/** What a device moves, all the time. */
export interface Speeds {
  uploadKbps: number;
  downloadKbps: number;
}

/** Customer equipment that dials PPPoE by itself and redials for ever. */
export interface VirtualCpe {
  name: string;
  password: string;
  callerId?: string;
  /** Pause between a lost session or a failed attempt and the next one. The router's default if omitted. */
  redialSeconds?: number;
  /** Traffic that the session's interface counts, for `rx-byte` and `tx-byte`. 0 if omitted. */
  uploadKbps?: number;
  downloadKbps?: number;
}

/** A virtual CPE as it stands. */
export interface CpeStatus extends VirtualCpe {
  state: "online" | "dialling";
  attempts: number;
  /** Why the last attempt failed; absent after a success. */
  lastFailure?: string;
}

/** A customer's device at a hotspot: the router sees it, and it signs in by itself. */
export interface HotspotClient {
  /** Its MAC address names it. */
  mac: string;
  /** One of 10.5.50.0/24 and up if omitted. */
  address?: string;
  /** The hotspot server that it meets; the router's first one if omitted. */
  server?: string;
  /** Without a user it is only seen: by the portal, or as bypassed or blocked. */
  user?: string;
  password?: string;
  /** Pause before it tries again. The router's `redialSeconds` if omitted. */
  retrySeconds?: number;
  uploadKbps?: number;
  downloadKbps?: number;
}

/** A connection through the router: `10.70.0.5:40001` to `1.1.1.1:443`. */
export interface OpenConnection {
  src: string;
  dst: string;
  /** Who answers, if a NAT rule leads elsewhere than `dst`. */
  replySrc?: string;
  /** tcp if omitted. */
  protocol?: string;
}

/** A hotspot client as it stands. */
export interface HotspotClientStatus extends HotspotClient {
  state: "online" | "signed-out" | "bypassed" | "blocked";
  attempts: number;
  signedInAs?: string;
  /** A cookie signs in again without a password. */
  loginBy?: "http-chap" | "cookie" | "mac-cookie";
  /** Why the last attempt failed; absent after a success. */
  lastFailure?: string;
}

/** A running PPP session: what authentication found, frozen until it ends. */
export interface PppSession {
  /** The `.id` in `/ppp/active`. */
  id: string;
  name: string;
  callerId: string;
  address: string;
  profile: string;
  rateLimit?: string;
  addressList?: string;
  interface: string;
  sessionId: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  uptimeSeconds: number;
}
