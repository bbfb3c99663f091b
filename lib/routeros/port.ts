import type { SessionRule } from "../sync/desired";
import type { Intent } from "../sync/intent";
import type { Change } from "../sync/plan";
import type { Resource, ResourceKind } from "../sync/resource";
import type { ScannedRow } from "./wire/scanned-row";

/** Where a router's API is and how to sign in. Never logged: it holds the password. */
export interface RouterAddress {
  routerId: string;
  host: string;
  /** 8728, or 8729 with TLS, if omitted. */
  port?: number;
  transport: "plain" | "tls";
  /** SHA-256 of the certificate to insist on, hex with or without colons. Null: take what the router offers. */
  tlsFingerprint?: string | null;
  username: string;
  password: string;
  /** How to read text that is not UTF-8: old WinBox writes the operator's codepage. */
  fallbackEncoding: "windows-1252" | "utf-8";
}

/** A row as the router prints it: every value is a string, `.id` included. */
export type Row = Record<string, string>;

/** Attribute words `=key=value`. A key `!field` with value "" unsets the field. */
export type Words = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

export interface Reply {
  rows: Row[];
  /** What `!done` carried: the new row's id after `add`, a number after `count-only`. */
  ret?: string;
}

export interface RunOptions {
  /** Counts from when the command is sent. 30 s if omitted, 60 s for prints. */
  deadlineMs?: number;
  /** Ends the wait at once; what was already sent is cancelled, or the connection dropped. */
  signal?: AbortSignal;
}

export interface PrintOptions extends RunOptions {
  proplist: readonly string[];
  /** Query words without the leading `?`, e.g. `["name=alice", "disabled=no", "#&"]`. */
  query?: readonly string[];
}

/** Which queue a command waits in. Interactive ones overtake, and bulk ones never fill the window. */
export type Lane = "interactive" | "bulk";

export interface ConnectionInfo {
  host: string;
  port: number;
  transport: "plain" | "tls";
  /** Of the certificate seen, SHA-256, lower-case hex; absent when plain or anonymous. */
  tlsFingerprint?: string;
  /** TLS without a certificate: encrypted, but nobody vouches for the other end. */
  tlsAnonymous: boolean;
  /** No other certificate than this one would have been accepted. */
  tlsPinned: boolean;
  connectedAt: Date;
}

/** One router, signed in. Commands run in parallel, bounded. Every method throws RouterError only. */
export interface RouterPort {
  readonly info: ConnectionInfo;
  readonly closed: boolean;
  run(command: string, words?: Words, options?: RunOptions): Promise<Reply>;
  /** `<path>/print` with a proplist, e.g. `print("/ppp/secret", { proplist: [".id", "name"] })`. */
  print(path: string, options: PrintOptions): Promise<Row[]>;
  /** The same, with the rows left unread: tells at little cost which of them have changed. */
  scan(path: string, options: PrintOptions): Promise<ScannedRow[]>;
  /** How many rows a print with this query would give. */
  count(path: string, query?: readonly string[], options?: RunOptions): Promise<number>;
}

export interface RouterConnection extends RouterPort {
  /** The same connection, whose commands wait in this lane and end with this signal. */
  view(lane: Lane, signal?: AbortSignal): RouterPort;
  /** Resolves when the socket is gone, within a second whatever the router does. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Connect, TLS and login together. 10 s if omitted. */
  connectTimeoutMs?: number;
  /** Commands in flight. 8 if omitted. */
  window?: number;
  /** How long a cancelled command may take to end before the connection is dropped. 2 s if omitted. */
  cancelGraceMs?: number;
  /** Gives up signing in. */
  signal?: AbortSignal;
}

/** A row, or a live session, as found on the router. */
export interface ObservedRow {
  kind: ResourceKind;
  rowId: string;
  name: string;
  /**
   * Raw strings under RouterOS names, without `.id`, `name`, `comment`, `dynamic` and `default`. An unset field is missing. `password` is
   * missing when the API user may not see it, and always on rows that do not carry the tag asked for.
   */
  fields: Record<string, string>;
  comment?: string;
  dynamic: boolean;
  isDefault: boolean;
  /** Sessions only: now less uptime, by our clock. Uptime is in whole seconds, so the truth is up to 1 s earlier. */
  startedAt?: Date;
}

export interface ObserveUserInput {
  /** `isp:<installationId>:<userId>`; passwords are returned only of rows whose comment carries it. */
  tag: string;
  /** Whole comments that rows of ours may carry: finds them also under a key that somebody gave them by hand. */
  comments: readonly string[];
  /** The rows that the plan will speak about. */
  resources: readonly Pick<Resource, "kind" | "name" | "ensure">[];
  /** Whose live rows to read: a login's name, or a static address. */
  session: Pick<SessionRule, "service" | "name" | "formerName">;
  /** Addresses whose open connections to look for, because a cut may have left some; none as a rule. */
  cutAddresses?: readonly string[];
}

export interface ObserveRouterInput {
  /** `isp:<installationId>`: passwords are returned only of rows whose comment carries it. */
  tag: string;
  /** Which service types there are, beside PPPoE. */
  services?: readonly Intent["serviceType"][];
  /** The address lists that are ours. */
  lists?: readonly string[];
}

export interface ObserveOptions {
  /** Our clock; the router's is not trusted. */
  now?: () => Date;
}

/** Looks up the value behind "•••" in `change.after[field]`. */
export type ResolveSecret = (change: Change, field: string) => string | Promise<string>;

export interface ApplyOptions {
  /** Rows that exist are touched only if their comment carries this: `isp:<installationId>[:<userId>]`. */
  tag: string;
  resolveSecret: ResolveSecret;
}

/** `already` means that the router was in this state before we sent anything that changed it. */
export interface Applied {
  outcome: "created" | "updated" | "deleted" | "kicked" | "already";
  rowId?: string;
  /** Of a kick: all live rows of its name, by id, as they were just before. */
  found?: string[];
}

/** What a poll reads: health figures, as far as the router tells them. */
export interface RouterVitals {
  identity: string;
  /** e.g. `7.16.2`, without the channel. */
  version: string;
  boardName: string;
  uptimeSeconds: number;
  cpuLoadPercent: number;
  freeMemoryBytes: number;
  totalMemoryBytes: number;
  sessionCount: number;
  /** Serial number of the board, or the licence's system id: another one means another router. */
  hardwareId?: string;
}

/** What a router lacks, named, with what to do about it. */
export interface RouterCondition {
  code:
    | "unknown_version"
    | "old_version"
    | "missing_policy"
    | "policies_hidden"
    | "no_ppp"
    | "no_hotspot"
    | "no_serial"
    | "not_encrypted"
    | "tls_anonymous"
    | "tls_unpinned";
  /** Users cannot be served, or not all: to be seen to now. */
  severe: boolean;
  message: string;
}

/** What "Test connection" found. */
export interface ProbeReport extends RouterVitals {
  connection: ConnectionInfo;
  /** Null when the router does not show groups to this user. */
  policies: string[] | null;
  /** Of read, write, sensitive and test, those that the API user lacks. */
  missingPolicies: string[];
  pppAvailable: boolean;
  secretCount: number;
  /** What it lacks, named, with what to do. */
  conditions: RouterCondition[];
  /** Sentences for staff: works, but should be looked at. */
  warnings: string[];
}
