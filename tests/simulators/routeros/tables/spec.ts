import type { Personality } from "../personalities";
import type { PppSession, RouterOsSimulatorOptions, Row } from "../types";
import type { Field } from "./fields";

/** A row as it is kept: fields in stored form, as byte strings. */
export interface StoredRow {
  id: string;
  fields: Row;
}

/** What a session's interface has counted since the session began. */
export interface SessionTraffic {
  /** What the customer uploaded. */
  rxBytes: number;
  txBytes: number;
}

/** What a table's declaration may know of its router. */
export interface RouterFacts {
  readonly options: RouterOsSimulatorOptions;
  readonly personality: Personality;
  readonly uptimeSeconds: number;
  /** Router-local time; its UTC parts are what a clock on the router shows. */
  readonly localTime: Date;
  sessions(): PppSession[];
  traffic(session: PppSession): SessionTraffic;
  /** Ends the session with this `/ppp/active` id; false if there is none. */
  endSession(id: string): boolean;
}

export type TableVerb = "add" | "set" | "remove" | "unset" | "enable" | "disable";

/** A menu, declared as data. Every menu has print, getall and listen besides `verbs`. */
export interface TableSpec {
  path: string;
  /** Exactly one row, which has no `.id`. */
  singleton?: boolean;
  verbs: readonly TableVerb[];
  /** In the order in which rows show them. */
  fields: Record<string, Field>;
  /** Rows may be addressed by this field besides `.id`. */
  key?: string;
  /** Fields that no two rows share, and the text after `failure: ` if they would. */
  unique?: { fields: readonly string[]; message: string };
  /** Rows of a factory-new router; fields in stored form. */
  factory?(facts: RouterFacts): StoredRow[];
  /** Rows that are not kept but follow from the router's state. */
  dynamicRows?(facts: RouterFacts): StoredRow[];
  /** Computed at each print: fields that the row itself does not hold. */
  computed?(row: StoredRow, facts: RouterFacts): Readonly<Record<string, string | undefined>>;
  /** Refuses a removal by throwing a trap. */
  guardRemove?(row: StoredRow): void;
  /** Removes a dynamic row; tables without it refuse. */
  removeDynamic?(row: StoredRow, facts: RouterFacts): void;
}
