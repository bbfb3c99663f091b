import type { StoredRow } from "./tables/spec";
import type { Table } from "./tables/table";
import type { OpenConnection, Row } from "./types";

const PATH = "/ip/firewall/connection";
const ENDS = new Set(["drop", "reject", "tarpit"]);
const PASSES = new Set(["accept", "fasttrack-connection"]);

const hostOf = (end = "") => end.split(":", 1)[0] ?? "";
const portOf = (end = "") => end.split(":")[1] ?? "";

/** Open connections, and what of the filter and the hotspot stands in their way. Byte strings. */
export class Connections {
  constructor(
    readonly table: (path: string) => Table,
    /** A device at a hotspot has this address, whether the router has noticed it or not. */
    readonly isHotspotDevice: (address: string) => boolean,
  ) {}

  /** Tries to open one; returns whether it may. */
  open({ src, dst, replySrc = dst, protocol = "tcp" }: OpenConnection): boolean {
    const row: Row = {
      protocol,
      "src-address": src,
      "dst-address": dst,
      "reply-src-address": replySrc,
      "reply-dst-address": src,
      "tcp-state": "established",
      assured: "true",
      "seen-reply": "true",
    };
    if (!this.#passes(row, "new")) return false;
    const fasttrack = this.#rules().some(({ action }) => action === "fasttrack-connection");
    this.table(PATH).place({ ...row, fasttrack: `${fasttrack}` });
    return true;
  }

  /** How many connections of this address still carry traffic: a FastTracked one is asked nothing. */
  carrying(address: string): number {
    return this.table(PATH)
      .rows()
      .filter(({ fields }) =>
        ["src-address", "dst-address", "reply-src-address"].some(
          (end) => hostOf(fields[end]) === address,
        ),
      )
      .filter(({ fields }) => fields.fasttrack === "true" || this.#passes(fields, "established"))
      .length;
  }

  /** What `remove` does: the next packet is that of a new connection. */
  remove({ id, fields }: StoredRow): void {
    this.table(PATH).withdraw(id);
    this.open({
      src: fields["src-address"] ?? "",
      dst: fields["dst-address"] ?? "",
      replySrc: fields["reply-src-address"] ?? "",
      protocol: fields.protocol ?? "",
    });
  }

  #rules(): Row[] {
    return this.table("/ip/firewall/filter")
      .rows()
      .map(({ fields }) => fields)
      .filter(({ chain, disabled }) => chain === "forward" && disabled !== "true");
  }

  #passes(connection: Row, state: string): boolean {
    const rule = this.#rules().find(
      (one) =>
        (ENDS.has(one.action ?? "") || PASSES.has(one.action ?? "accept")) &&
        this.#fits(one, connection, state),
    );
    if (rule && ENDS.has(rule.action ?? "")) return false;
    return ![connection["src-address"], connection["reply-src-address"]].some((end) =>
      this.#isHeld(hostOf(end)),
    );
  }

  #fits(rule: Row, connection: Row, state: string): boolean {
    const [src, dst] = [connection["src-address"], connection["reply-src-address"]];
    const is = (field: string, value: string) => !rule[field] || rule[field] === value;
    const listed = (field: string, end = "") =>
      !rule[field] || this.#isListed(rule[field], hostOf(end));
    return (
      is("protocol", connection.protocol ?? "") &&
      is("src-address", hostOf(src)) &&
      is("dst-address", hostOf(dst)) &&
      is("dst-port", portOf(dst)) &&
      listed("src-address-list", src) &&
      listed("dst-address-list", dst) &&
      (!rule["connection-state"] || rule["connection-state"].split(",").includes(state))
    );
  }

  #isListed(list: string, address: string): boolean {
    return this.table("/ip/firewall/address-list")
      .rows()
      .some(
        ({ fields }) =>
          fields.list === list && fields.address === address && fields.disabled !== "true",
      );
  }

  /** A hotspot's device passes when it is signed in or bypassed. */
  #isHeld(address: string): boolean {
    const hosts = this.table("/ip/hotspot/host").rows();
    const host = hosts.find(({ fields }) => fields.address === address)?.fields;
    if (!host) return this.isHotspotDevice(address);
    return host.authorized !== "true" && host.bypassed !== "true";
  }
}
