import type { ResourceKind } from "../../sync/resource";
import type { UnreadRow, UnreadTable } from "../../sync/unread-row";
import type { ObservedRow, ObserveOptions, ObserveRouterInput, RouterPort } from "../port";
import { durationSeconds } from "../values";
import type { ScannedRow } from "../wire/scanned-row";
import { readTables } from "./read-tables";
import { toObservedRow } from "./to-observed-row";

/** Counts on while nothing happens; that a session is another one, its id says. */
const TICKING: Partial<Record<ResourceKind, string>> = { session: "uptime" };

/** What `observeRouter` reads, with each row left unread until somebody asks. Throws RouterError, as that does. */
export const scanRouter = (
  router: RouterPort,
  input: ObserveRouterInput,
  options: ObserveOptions = {},
): Promise<UnreadTable[]> =>
  readTables(input, options, async ({ kind, readAt, path, print }) => {
    const rows = await print((how) => router.scan(path, how), router);
    const table = { kind, tag: input.tag, readAt };
    return { kind, rows: rows.map((row) => new Unread(row, table)) };
  });

type FieldSpecs = Parameters<UnreadRow["says"]>[1];

/** What the rows of one reading of a table have in common. */
interface TableRead {
  kind: ResourceKind;
  tag: string;
  readAt: Date;
}

class Unread implements UnreadRow {
  readonly #row: ScannedRow;
  readonly #table: TableRead;
  #digest: number | undefined;

  constructor(row: ScannedRow, table: TableRead) {
    this.#row = row;
    this.#table = table;
  }

  /** Worked out when asked for: a large table's all at once would keep others waiting. */
  get digest(): number {
    this.#digest ??= this.#row.digest(TICKING[this.#table.kind]);
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
