import { usedAddresses } from "../ppp/pool";
import { expandRanges } from "../ppp/ranges";
import { failure, invalidValue } from "../traps";
import type { PppSession } from "../types";
import { bool, comment, type Field, integer, name, readOnly, reference } from "./fields";
import type { SessionTraffic, StoredRow, TableSpec } from "./spec";

const ranges: Field = {
  parse: (value, field) => {
    if (value === "") return value;
    if (!expandRanges(value)) throw invalidValue(field);
    return value;
  },
  required: true,
};

export const ipPool: TableSpec = {
  path: "/ip/pool",
  verbs: ["add", "set", "remove"],
  key: "name",
  unique: { fields: ["name"], message: "pool with such name exists" },
  fields: {
    name: name(),
    ranges,
    "next-pool": reference("/ip/pool", { words: ["none"] }),
    total: readOnly({ since: 7020 }),
    used: readOnly({ since: 7020 }),
    available: readOnly({ since: 7020 }),
    comment: comment({ since: 7009 }),
  },
  computed: (row, facts) => {
    if (facts.personality.release < 7020) return {};
    const all = expandRanges(row.fields.ranges ?? "") ?? [];
    const total = all.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    const used = usedAddresses(all, facts.sessions());
    return { total: `${total}`, used: `${used}`, available: `${total - used}` };
  },
};

const ETHERNET_PORTS = 5;

function ethernet(index: number): StoredRow {
  return {
    id: `*${index.toString(16).toUpperCase()}`,
    fields: {
      name: `ether${index}`,
      "default-name": `ether${index}`,
      type: "ether",
      mtu: "1500",
      "actual-mtu": "1500",
      "mac-address": `48:8F:5A:00:00:0${index}`,
      running: "true",
      dynamic: "false",
      disabled: "false",
    },
  };
}

/** The dynamic interface of a session. rx is what the customer uploads. */
function sessionInterface(session: PppSession, traffic: SessionTraffic): StoredRow {
  return {
    id: `*F${session.id.slice(1)}`,
    fields: {
      name: session.interface,
      type: "pppoe-in",
      mtu: "1480",
      "actual-mtu": "1480",
      "rx-byte": `${traffic.rxBytes}`,
      "tx-byte": `${traffic.txBytes}`,
      running: "true",
      dynamic: "true",
      disabled: "false",
    },
  };
}

export const interfaces: TableSpec = {
  path: "/interface",
  verbs: ["set", "remove", "enable", "disable"],
  key: "name",
  unique: { fields: ["name"], message: "already have interface with such name" },
  fields: {
    name: name(),
    "default-name": readOnly(),
    type: readOnly(),
    mtu: integer(68, 65535),
    "actual-mtu": readOnly(),
    "mac-address": readOnly(),
    "rx-byte": readOnly(),
    "tx-byte": readOnly(),
    running: readOnly(),
    dynamic: readOnly(),
    disabled: bool({ default: "false" }),
    comment: comment(),
  },
  factory: () => Array.from({ length: ETHERNET_PORTS }, (_, index) => ethernet(index + 1)),
  dynamicRows: (facts) =>
    facts.sessions().map((session) => sessionInterface(session, facts.traffic(session))),
  computed: (row) => (row.fields["rx-byte"] ? {} : { "rx-byte": "0", "tx-byte": "0" }),
  guardRemove: () => {
    throw failure("can not remove this type of interface");
  },
};
