import type {
  CpeStatus,
  HotspotClient,
  HotspotClientStatus,
  OpenConnection,
  PppSession,
  Speeds,
  VirtualCpe,
} from "./device-types";
import type { Fault } from "./fault-types";

export type * from "./device-types";
export type * from "./fault-types";

/** A row as a RouterOS client reads it: every value is a string, `.id` included. */
export type Row = Record<string, string>;

/** How a RouterOS release behaves where releases differ; see `personalities.ts`. */
export type RouterOsVersion = "6.49" | "7.9" | "7.16" | "7.18" | "7.22";

/** `challenge` is the MD5 login before 6.43, `plain` the one since, `both` the releases between. */
export type LoginStyle = "plain" | "challenge" | "both";

export type Policy =
  | ("api" | "read" | "write" | "sensitive" | "test" | "reboot" | "policy")
  | ("local" | "telnet" | "ssh" | "ftp" | "winbox" | "password" | "web" | "sniff" | "romon")
  | "rest-api";

export interface SimulatedUser {
  name: string;
  password: string;
  /** Every policy when omitted. */
  policies?: readonly Policy[];
}

export interface CommandLogEntry {
  /** Counts up from 1 and does not restart at a reset. */
  seq: number;
  /** ISO 8601, UTC. */
  at: string;
  router: string;
  /** Counts up from 1 per router. */
  connection: number;
  /** The command word, e.g. `/ppp/secret/set`. */
  path: string;
  /** The words after the command word, `.tag` excepted. */
  words: readonly string[];
  tag?: string;
  write: boolean;
  /** What became of it; absent while it runs or when it never was answered. */
  outcome?: "done" | "trap" | "fatal" | "cut";
  /** The message of the trap or fatal. */
  message?: string;
  /** The kinds of the faults that it met. */
  faults?: readonly string[];
}

export interface ConnectionCounters {
  /** Counts up from 1 per router, as in the log. */
  connection: number;
  openedAt: string;
  closedAt?: string;
  /** How many commands of each verb: `print`, `add`, `login` … */
  verbs: Record<string, number>;
  writes: number;
  /** Bytes of replies. */
  bytesSent: number;
}

export interface Counters {
  /** Connections accepted, refused ones included. */
  opened: number;
  open: number;
  /** The most that were open at one moment. */
  peakOpen: number;
  verbs: Record<string, number>;
  commands: number;
  writes: number;
  connections: ConnectionCounters[];
}

export interface RouterOsSimulatorOptions {
  /** Names the router in logs and control URLs. `router` if omitted. */
  id?: string;
  /** 127.0.0.1 if omitted. */
  host?: string;
  /** 0 (any free port) if omitted. */
  port?: number;
  /** Serve api-ssl too; 0 takes any free port. */
  tlsPort?: number;
  /** PEM. Without it api-ssl offers anonymous Diffie-Hellman only, as a router without certificate. */
  tls?: { cert: string; key: string };
  /** Serve the control API and page of this router; 0 takes any free port. */
  controlPort?: number;
  /** 7.16 if omitted. */
  version?: RouterOsVersion;
  identity?: string;
  serial?: string;
  /** A virtual machine: no routerboard, the licence's system-id is the fingerprint. */
  chr?: boolean;
  /** `admin` with an empty password and every policy if omitted. */
  users?: readonly SimulatedUser[];
  /** The personality's style if omitted. */
  loginStyle?: LoginStyle;
  /** Whether traps carry `=category=`, which differs between releases. `present` if omitted. */
  trapCategories?: "present" | "absent";
  /** `/ip service max-sessions`; 20 if omitted. */
  maxSessions?: number;
  /** A secret that is added brings its own CPE into being. */
  autoCpe?: boolean;
  /** Default pause of CPEs. 3 if omitted; fractions are fine. */
  redialSeconds?: number;
  /** How long a reboot takes. 0 if omitted. */
  bootSeconds?: number;
  /** Menus that this router lacks with all below them, e.g. `/ip/hotspot` without its package. */
  missingMenus?: readonly string[];
  /** Removing one hotspot session drops all of its user, as some routers are said to do. */
  hotspotDropsSharedUsers?: boolean;
  /** Who is given no speed moves something all the same, as people do: for demonstrations. Nobody does if omitted. */
  lifelikeTraffic?: boolean;
  /** How `<` and `>` of queries compare addresses, which is not proved of real routers. `text` if omitted. */
  addressOrder?: "text" | "number" | "none";
  /** The addresses of DNS names, for entries of address lists; other names have none. */
  dns?: Readonly<Record<string, readonly string[]>>;
  /** A boot without a time server: the router's clock begins in 1970. */
  losesTime?: boolean;
  /** Tables and CPEs are kept in this file and read from it at the start. */
  stateFile?: string;
  /** Seeds challenges, garbage and splits. 1 if omitted. */
  seed?: number;
}

/** What outlives a restart. Field values are byte strings (one character per byte), as stored. */
export interface RouterSnapshot {
  format: 1;
  tables: Record<string, { nextId: number; rows: { id: string; fields: Row }[] }>;
  cpes: VirtualCpe[];
  hotspotClients?: HotspotClient[];
}

export interface RouterOsSimulator {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly tlsPort?: number;
  readonly controlUrl?: string;

  /** The rows of a table as a user with every policy prints them. */
  rows(path: string): Row[];
  /** Adds as if by hand on the router, not logged; returns the `.id`. Throws with the trap's text. */
  addRow(path: string, fields: Row): string;
  /** `target` is a `.id` or, in tables with a key, a name; ignored for singletons. `!field` unsets. */
  setRow(path: string, target: string, fields: Row): void;
  removeRow(path: string, target: string): void;

  sessions(): PppSession[];
  cpes(): CpeStatus[];
  /** A CPE comes into being (or gets new credentials) and dials at once. */
  dial(cpe: VirtualCpe): void;
  /** The CPE hangs up and is gone. */
  unplug(name: string): void;
  /** Drops every session of this name, as `/ppp/active/remove` does; returns how many. */
  kick(name: string): number;

  /** A device shows up at a hotspot (or is given new credentials) and signs in at once. */
  connectHotspot(client: HotspotClient): void;
  /** The device is switched off. */
  disconnectHotspot(mac: string): void;
  hotspotClients(): HotspotClientStatus[];
  /** Whether a device at this address answers pings and holds its lease. Nobody does at first; without speeds it moves nothing. */
  setReachable(address: string, up: boolean, speeds?: Partial<Speeds>): void;
  /** Opens a connection through the router, FastTracked if a rule says so. False if the router does not let it. */
  openConnection(connection: OpenConnection): boolean;
  /** How many open connections of this address still carry traffic. */
  carrying(address: string): number;
  /** The router's time leaps forward: what falls due on the way happens before this returns. */
  advance(seconds: number): void;
  /** Another unit stands at this address: a new serial, and with `reset` factory settings. */
  swapHardware(serial: string, reset?: boolean): Promise<void>;
  /** A row that the router itself made, such as a dynamic lease. Returns its `.id`. */
  placeRow(path: string, fields: Row): string;

  readonly faults: {
    /** Returns an id for `remove`. */
    add(fault: Fault): string;
    remove(id: string): void;
    list(): (Fault & { id: string; met: number })[];
    clear(): void;
  };
  /** Unreachable for management: connections are cut, new ones refused. PPP sessions stay. */
  setDown(down: boolean): Promise<void>;
  readonly isDown: boolean;
  /** Connections and sessions are lost, uptime restarts; resolves when the router answers again. */
  reboot(seconds?: number): Promise<void>;

  /** What clients did since the start or the last reset; cheap at any number of commands. */
  counters(): Counters;
  commands(): CommandLogEntry[];
  /** The commands that would change something, whatever became of them. */
  writes(): CommandLogEntry[];
  /** Empties the log and zeroes the counters. */
  resetLog(): void;
  /** Connections accepted since the start or the last reset. */
  connectionCount(): number;
  openConnections(): number;

  snapshot(): RouterSnapshot;
  /** Replaces tables and CPEs; sessions end and redial. */
  restore(snapshot: RouterSnapshot): void;
  close(): Promise<void>;
}
