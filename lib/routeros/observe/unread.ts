import type { ResourceKind } from "../../sync/resource";
import type { UnreadRow } from "../../sync/unread-row";
import type { ObservedRow } from "../port";
import { durationSeconds } from "../values";
import type { ScannedRow } from "../wire/scanned-row";
import { toObservedRow } from "./to-observed-row";

type FieldSpecs = Parameters<UnreadRow["says"]>[1];

/** What the rows of one reading of a table have in common. */
export interface TableRead {
  kind: ResourceKind;
  tag: string;
  readAt: Date;
  /** Fields that count on while nothing happens. */
  ticking: readonly string[] | undefined;
}

/** A printed row as plans know it, read when somebody asks. */
export class Unread implements UnreadRow {
  readonly #row: ScannedRow;
  readonly #table: TableRead;
  #digest: number | undefined;

  constructor(row: ScannedRow, table: TableRead) {
    this.#row = row;
    this.#table = table;
  }

  /** Worked out when asked for: a large table's all at once would keep others waiting. */
  get digest(): number {
    this.#digest ??= this.#row.digest(this.#table.ticking);
    return this.#digest;
  }

  says(fields: Readonly<Record<string, string>>, specs: FieldSpecs): boolean {
    for (const field in fields) {
      const wanted = fields[field] ?? "";
      const same = this.#row.is(field, wanted);
      const unset = specs[field]?.default ?? "";
      if (same ?? (wanted === unset && !specs[field]?.secret)) continue;
      return false;
    }
    return true;
  }

  startedAtMs(): number | undefined {
    const uptime = durationSeconds(this.#row.field("uptime") ?? "");
    return uptime === undefined ? undefined : this.#table.readAt.getTime() - uptime * 1_000;
  }

  read(fields?: readonly string[]): ObservedRow {
    const { kind, tag, readAt } = this.#table;
    return toObservedRow(kind, this.#row.read(fields && [".id", ...fields]), tag, readAt);
  }
}
