import { isIPv4 } from "node:net";
import { fromBytes, toBytes } from "./protocol/bytes";
import type { Table, TableChange } from "./tables/table";

/**
 * An address-list entry that is a DNS name brings a dynamic one for each address that the name has. They bear the name
 * as their comment and go with it.
 */
export class DnsChildren {
  readonly #children = new Map<string, string[]>();

  constructor(
    readonly list: Table,
    readonly addressesOf: (name: string) => readonly string[],
  ) {}

  follow({ path, id, dynamic }: TableChange): void {
    if (path === this.list.spec.path && !dynamic) this.#resolve(id);
  }

  /** After a boot every name is looked up again. */
  resolveAll(): void {
    this.#children.clear();
    for (const row of this.list.rows()) if (!row.dynamic) this.#resolve(row.id);
  }

  #resolve(id: string): void {
    for (const child of this.#children.get(id) ?? []) this.list.withdraw(child);
    this.#children.delete(id);
    const { list = "", address = "", disabled } = this.list.find(id)?.fields ?? {};
    const name = fromBytes(address);
    if (disabled === "true" || isIPv4(name)) return;
    const made = this.addressesOf(name).map((one) =>
      this.list.place({ list, address: toBytes(one), comment: address, dynamic: "true" }),
    );
    if (made.length > 0) this.#children.set(id, made);
  }
}
