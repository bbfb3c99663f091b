/** A running port: what it has counted, and its rates since the reading before. */
export interface PortTraffic {
  name: string;
  type: string;
  /** rx is what comes in at the port. */
  rxBytes: number;
  txBytes: number;
  /** Null until two readings can be compared. */
  rxKbps: number | null;
  txKbps: number | null;
}

/** What a router's netwatch says: how many hosts answer, and the first of those of other people's that do not. */
export interface NetwatchSummary {
  up: number;
  down: number;
  unknown: number;
  /** Not of our users: uplinks, masts, servers that staff watch. */
  downHosts: { host: string; comment?: string }[];
}
