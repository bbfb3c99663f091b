/** Which commands a fault meets; omitted parts match everything. */
export interface FaultMatch {
  /** `/ppp/secret/set` or a menu such as `/ppp/secret`, which matches every command in it. */
  path?: string;
  /** Only sentences that contain this word, e.g. `=name=alice`. */
  word?: string;
  only?: "reads" | "writes";
  /** Skip the first `nth - 1` matches. 1 if omitted. */
  nth?: number;
  /** How many matches are hit. 1 if `nth` is given, else no end. */
  times?: number;
}

export type FaultEffect =
  /** The command waits this long before it runs. Without a path: the connection's round trip. */
  | { kind: "latency"; ms: number }
  /** A new connection is accepted and then stays unserved for this long. */
  | { kind: "connect-latency"; ms: number }
  /** Never answered, not applied; without a path the login hangs too. */
  | { kind: "hang" }
  /** Connections are accepted and closed with no bytes (`reset` sends RST instead of FIN). */
  | { kind: "refuse"; reset?: boolean }
  /** Cut after this many bytes of the reply. Applied unless `applied` is false. */
  | { kind: "drop"; afterBytes: number; applied?: boolean; reset?: boolean }
  /** A trap with this text; nothing is applied. */
  | { kind: "trap"; message: string; category?: number }
  /** Applied, and yet answered with this trap. */
  | { kind: "trap-but-applied"; message: string; category?: number }
  /** Applied; then the connection closes with no byte of the reply, or stays open in silence. */
  | { kind: "applied-but-reply-lost"; silent?: boolean }
  /** Answered as if it had been done; nothing is applied. */
  | { kind: "ignored" }
  /** These bytes (hex) instead of the reply; not applied. Random ones from `seed` if omitted. */
  | { kind: "garbage"; bytes?: string; seed?: number }
  /** The reply leaves in writes of 1 to `maxBytes` bytes. 1 sends every byte alone. */
  | { kind: "split"; seed?: number; maxBytes?: number }
  /** Small virtual machines: after `free` commands of all connections, each waits its turn of `ms`. A second of rest ends the burst. */
  | { kind: "burst"; free: number; ms: number }
  /** The whole router answers nobody for this long from this command on. */
  | { kind: "stall"; ms: number }
  /** `!fatal` with this text, then the connection closes; not applied. */
  | { kind: "fatal"; message: string }
  /** The router reboots at this command, before or after applying it (before if omitted). */
  | { kind: "reboot"; applied?: boolean; seconds?: number };

export type Fault = FaultMatch & FaultEffect;
