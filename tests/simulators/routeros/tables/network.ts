import { usedAddresses } from "../ppp/pool";
import { expandRanges } from "../ppp/ranges";
import { failure, invalidValue } from "../traps";
import type { PppSession, Row } from "../types";
import { bool, comment, type Field, integer, live, name, readOnly, reference } from "./fields";
import { type StoredRow, type TableSpec, uniqueBy } from "./spec";
import { bytesOf, monitorTraffic } from "./traffic";

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
  unique: [uniqueBy("pool with such name exists", "name")],
  fields: {
    name: name(),
    ranges,
    "next-pool": reference("/ip/pool", { words: ["none"] }),
    total: live({ since: 7020 }),
    used: live({ since: 7020 }),
    available: live({ since: 7020 }),
    comment: comment({ since: 7009 }),
  },
  computed: (row, facts) => {
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

/** The `.id` of a session's interface. */
export const sessionInterfaceId = (sessionId: string) => `*F${sessionId.slice(1)}`;

/** The dynamic interface of a session, in stored form. */
export function sessionInterface(session: PppSession): Row {
  return {
    name: session.interface,
    type: "pppoe-in",
    mtu: "1480",
    "actual-mtu": "1480",
    running: "true",
    dynamic: "true",
    disabled: "false",
  };
}

export const interfaces: TableSpec = {
  path: "/interface",
  verbs: ["set", "remove", "enable", "disable"],
  key: "name",
  unique: [uniqueBy("already have interface with such name", "name")],
  fields: {
    name: name(),
    "default-name": readOnly(),
    type: readOnly(),
    mtu: integer(68, 65535),
    "actual-mtu": readOnly(),
    "mac-address": readOnly(),
    "rx-byte": live(),
    "tx-byte": live(),
    running: readOnly(),
    dynamic: readOnly(),
    disabled: bool({ default: "false" }),
    comment: comment(),
  },
  factory: () => Array.from({ length: ETHERNET_PORTS }, (_, index) => ethernet(index + 1)),
  computed: bytesOf,
  commands: { "monitor-traffic": monitorTraffic },
  guardRemove: () => {
    throw failure("can not remove this type of interface");
  },
};
