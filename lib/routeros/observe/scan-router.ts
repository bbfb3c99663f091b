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
    return { kind, rows: rows.map((row) => new Unread(kind, row, input.tag, readAt)) };
  });

class Unread implements UnreadRow {
  readonly digest: number;
  readonly #kind: ResourceKind;
  readonly #row: ScannedRow;
  readonly #tag: string;
  readonly #readAt: Date;

  constructor(kind: ResourceKind, row: ScannedRow, tag: string, readAt: Date) {
    this.digest = row.digest(TICKING[kind]);
    this.#kind = kind;
    this.#row = row;
    this.#tag = tag;
    this.#readAt = readAt;
  }

  startedAtMs(): number | undefined {
    const uptime = durationSeconds(this.#row.field("uptime") ?? "");
    return uptime === undefined ? undefined : this.#readAt.getTime() - uptime * 1_000;
  }

  read(): ObservedRow {
    return toObservedRow(this.#kind, this.#row.read(), this.#tag, this.#readAt);
  }
}
