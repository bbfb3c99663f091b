import type { Connections } from "../connections";
import type { HotspotClients } from "../hotspot/clients";
import type { Hotspot } from "../hotspot/hotspot";
import type { Personality } from "../personalities";
import type { Ppp } from "../ppp/ppp";
import type {
  Policy,
  PppSession,
  RouterOsSimulatorOptions,
  Row,
  SimulatedUser,
  Speeds,
} from "../types";
import type { Field } from "./fields";
import type { Table } from "./table";

/** A row as it is kept: fields in stored form, as byte strings. */
export interface StoredRow {
  id: string;
  fields: Row;
  /** Made by the router or timed: gone after a reboot, never in a snapshot. */
  dynamic?: boolean;
  /** When a timed row goes, in milliseconds of the router's own clock. */
  expiresAt?: number;
  /** When the row came, if that was since the boot. */
  addedAt?: number;
}

/** What a session's interface has counted since the session began. */
export interface SessionTraffic {
  /** What the customer uploaded. */
  rxBytes: number;
  txBytes: number;
}

export interface Reachability extends Partial<Speeds> {
  up: boolean;
  /** In milliseconds of the router's own clock. */
  since: number;
}

/** What a table's declaration may know of its router. */
export interface RouterFacts {
  readonly options: RouterOsSimulatorOptions;
  readonly personality: Personality;
  /** Who may sign in by the options; byte strings. */
  readonly users: readonly SimulatedUser[];
  /** What the hardware is known by. */
  readonly serial: string;
  /** Throws if there is no such menu. */
  requireTable(path: string): Table;
  /** Milliseconds since the epoch, advanced by tests at will. */
  now(): number;
  /** Runs at that time of `now()`; returns how to call it off. */
  at(time: number, action: () => void): () => void;
  /** In the same milliseconds. */
  readonly bootedAt: number;
  readonly uptimeSeconds: number;
  /** Router-local time; its UTC parts are what a clock on the router shows. */
  readonly localTime: Date;
  sessions(): PppSession[];
  /** A line of the router's log; byte strings. */
  note(topics: string, message: string): void;
  /** Ends the session with this `/ppp/active` id; false if there is none. */
  endSession(id: string): boolean;
  readonly hotspot: Hotspot;
  readonly hotspotClients: HotspotClients;
  readonly ppp: Ppp;
  readonly connections: Connections;
  /** Whether a device at this address answers. */
  reachability(host: string): Reachability;
}

/** What a command gave, before it becomes sentences. */
export interface CommandResult {
  rows?: Row[];
  /** `=ret=` of the `!done`. */
  ret?: string;
  /** The command goes on and gives such rows again and again, until it is cancelled. */
  stream?: { everyMs: number; rows(): Row[] };
}

/** One call of a menu's own command. */
export interface CommandCall {
  table: Table;
  facts: RouterFacts;
  attributes: ReadonlyMap<string, string>;
  /** The rows of `=.id=`. Throws a trap. */
  targets(): StoredRow[];
}

/** A command that only this menu has, such as `make-static`. */
export interface TableCommand {
  needs: Policy;
  /** Throws a trap. */
  run(call: CommandCall): CommandResult;
}

export type TableVerb = "add" | "set" | "remove" | "unset" | "enable" | "disable" | "move";

/** Rows that a table does not take twice. */
export interface Unique {
  /** Rows with equal keys clash; a row without a key never does. */
  key(fields: Row): string | undefined;
  /** Which rows of one key clash; all of them if omitted. */
  clashes?(left: Row, right: Row): boolean;
  /** The text after `failure: `. */
  message: string;
}

/** A menu, declared as data. Every menu has print, getall and listen besides `verbs`. */
export interface TableSpec {
  path: string;
  /** Exactly one row, which has no `.id`. */
  singleton?: boolean;
  /** The order of rows matters: `move` changes it and `add` takes `place-before`. */
  ordered?: boolean;
  verbs: readonly TableVerb[];
  /** The policy for changes; `write` if omitted. */
  writesNeed?: Policy;
  commands?: Readonly<Record<string, TableCommand>>;
  /** In the order in which rows show them. */
  fields: Record<string, Field>;
  /** Rows may be addressed by this field besides `.id`. */
  key?: string;
  /** A row that is added without a name gets this with the first free number behind it. */
  autoName?: string;
  unique?: readonly Unique[];
  /** Rows of a factory-new router; fields in stored form, defaults may be left out. */
  factory?(facts: RouterFacts): StoredRow[];
  /** Judges and completes a row as a client made it, before it is kept. May throw a trap. */
  settle?(row: StoredRow, facts: RouterFacts): void;
  /** Computed at each print: fields that the row itself does not hold. */
  computed?(row: StoredRow, facts: RouterFacts): Readonly<Record<string, string | undefined>>;
  /** Refuses a removal by throwing a trap. */
  guardRemove?(row: StoredRow, facts: RouterFacts): void;
  /** Removes a row that the router made; tables without it refuse. */
  removeDynamic?(row: StoredRow, facts: RouterFacts, table: Table): void;
}

/** No two rows share the values of these fields. */
export function uniqueBy(message: string, ...fields: readonly string[]): Unique {
  return { message, key: (row) => fields.map((name) => row[name] ?? "").join("\0") };
}
