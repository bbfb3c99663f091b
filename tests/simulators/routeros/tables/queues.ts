import { failure } from "../traps";
import type { Row } from "../types";
import { bool, comment, duration, live, name, readOnly, reference, text } from "./fields";
import { queueTarget } from "./fields-of-networks";
import { decimals, durations, priorities, rates, singleRate, words } from "./fields-of-pairs";
import { type TableSpec, uniqueBy } from "./spec";
import { queueTraffic } from "./traffic";

const QUEUE_TYPES = [
  "default",
  "default-small",
  "ethernet-default",
  "wireless-default",
  "synchronous-default",
  "hotspot-default",
  "pcq-upload-default",
  "pcq-download-default",
  "only-hardware-queue",
  "multi-queue-ethernet-default",
];

/** What a queue of the router itself shows besides name, target and rates. */
export const QUEUE_DEFAULTS: Row = {
  parent: "none",
  "packet-marks": "",
  priority: "8/8",
  queue: "default-small/default-small",
  "limit-at": "0/0",
  "max-limit": "0/0",
  "burst-limit": "0/0",
  "burst-threshold": "0/0",
  "burst-time": "0s/0s",
  "bucket-size": "0.1/0.1",
  invalid: "false",
  dynamic: "true",
  disabled: "false",
};

function requireLimitBelowMax(fields: Row): void {
  const [max, least] = [fields["max-limit"], fields["limit-at"]].map((rate = "0/0") =>
    rate.split("/").map(Number),
  );
  ["upload", "download"].forEach((direction, index) => {
    const limit = max?.[index] ?? 0;
    if (limit > 0 && limit < (least?.[index] ?? 0)) {
      throw failure(`${direction}-max-limit less than ${direction}-limit`);
    }
  });
}

export const simpleQueue: TableSpec = {
  path: "/queue/simple",
  ordered: true,
  verbs: ["add", "set", "remove", "unset", "enable", "disable", "move"],
  key: "name",
  unique: [uniqueBy("already have such name", "name")],
  fields: {
    name: name(),
    target: queueTarget({ required: true }),
    dst: text({ removable: true }),
    parent: reference("/queue/simple", { words: ["none"], default: "none", removable: true }),
    "packet-marks": text({ default: "", removable: true }),
    priority: priorities(),
    queue: words(QUEUE_TYPES, { default: "default-small" }),
    "limit-at": rates(),
    "max-limit": rates(),
    "burst-limit": rates(),
    "burst-threshold": rates(),
    "burst-time": durations(),
    "bucket-size": decimals({ default: "0.1" }),
    time: text({ removable: true }),
    "total-limit-at": singleRate(),
    "total-max-limit": singleRate(),
    "total-burst-limit": singleRate(),
    "total-burst-threshold": singleRate(),
    "total-burst-time": duration({ removable: true }),
    "total-priority": text({ removable: true }),
    "total-queue": text({ removable: true }),
    bytes: live(),
    "total-bytes": live(),
    packets: live(),
    "total-packets": live(),
    dropped: live(),
    "total-dropped": live(),
    rate: live(),
    "total-rate": live(),
    "packet-rate": live(),
    "queued-packets": live(),
    "queued-bytes": live(),
    invalid: readOnly({ default: "false" }),
    dynamic: readOnly({ default: "false" }),
    disabled: bool({ default: "false" }),
    comment: comment(),
  },
  autoName: "queue",
  settle: (row) => requireLimitBelowMax(row.fields),
  computed: (row, facts) => ({ ...COUNTERS, ...queueTraffic(row, facts) }),
};

const COUNTERS: Row = {
  bytes: "0/0",
  "total-bytes": "0",
  packets: "0/0",
  "total-packets": "0",
  dropped: "0/0",
  "total-dropped": "0",
  "total-rate": "0",
  "packet-rate": "0/0",
  "queued-packets": "0/0",
  "queued-bytes": "0/0",
};
