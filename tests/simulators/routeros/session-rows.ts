import { rates } from "./tables/fields-of-pairs";
import { QUEUE_DEFAULTS } from "./tables/queues";
import type { Table } from "./tables/table";
import type { Row } from "./types";

/** `5M/10M 8M/16M …` as the rates of a queue; an unreadable limit limits nothing. */
function queueRates(rateLimit: string): Row {
  const [max = "", burst = "0", threshold = "0"] = rateLimit.split(" ");
  const noReferences = { release: 0, idOf: () => undefined, nameOf: () => undefined };
  const parse = (value: string) => rates().parse(value, "rate-limit", noReferences);
  try {
    return {
      "max-limit": parse(max),
      "burst-limit": parse(burst),
      "burst-threshold": parse(threshold),
    };
  } catch {
    return {};
  }
}

/** The rows that exist as long as a session: its entry, interface, queue and listed address. */
export class SessionRows {
  readonly #placed = new Map<string, [table: Table, id: string][]>();

  constructor(readonly table: (path: string) => Table) {}

  /** Fields in stored form. */
  place(session: string, path: string, fields: Row, id?: string): void {
    const table = this.table(path);
    const placed = this.#placed.get(session) ?? [];
    placed.push([table, table.place(fields, id)]);
    this.#placed.set(session, placed);
  }

  placeQueue(session: string, name: string, target: string, rateLimit?: string): void {
    if (!rateLimit) return;
    const fields = { ...QUEUE_DEFAULTS, name, target, ...queueRates(rateLimit) };
    this.place(session, "/queue/simple", fields);
  }

  placeListed(session: string, address: string, list?: string): void {
    if (!list) return;
    const fields = { list, address, dynamic: "true", disabled: "false" };
    this.place(session, "/ip/firewall/address-list", fields);
  }

  withdraw(session: string): void {
    for (const [table, id] of this.#placed.get(session) ?? []) table.withdraw(id);
    this.#placed.delete(session);
  }

  /** The rows are gone already: a reboot took them. */
  clear(): void {
    this.#placed.clear();
  }
}
