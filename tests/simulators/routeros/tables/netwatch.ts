import { parseDuration } from "../duration";
import { bool, comment, duration, integer, live, name, oneOf, text } from "./fields";
import type { TableSpec } from "./spec";

const TYPES = ["simple", "icmp", "tcp-conn", "http-get", "https-get", "dns"];
const V7 = 7000;

const modern = (...fields: string[]): TableSpec["fields"] =>
  Object.fromEntries(fields.map((field) => [field, text({ since: V7, removable: true })]));

export const netwatch: TableSpec = {
  path: "/tool/netwatch",
  verbs: ["add", "set", "remove", "unset", "enable", "disable"],
  // No key is enforced.
  fields: {
    host: name(),
    type: oneOf(TYPES, { since: V7, default: "simple", removable: true }),
    name: text({ since: V7, absentWhen: "", removable: true }),
    interval: duration({ default: (release) => (release < V7 ? "1m" : "10s"), removable: true }),
    timeout: duration({ default: (release) => (release < V7 ? "1s" : "3s"), removable: true }),
    "start-delay": duration({ since: V7, default: "3s", removable: true }),
    "startup-delay": duration({ since: V7, default: "5m", removable: true }),
    "src-address": text({ since: 7012, removable: true }),
    port: integer(0, 65535, { since: V7, removable: true }),
    ...modern("thr-max", "thr-avg", "thr-stdev", "thr-jitter", "thr-loss-count"),
    ...modern("thr-loss-percent", "thr-http-time", "thr-tcp-conn-time", "http-codes"),
    ...modern("packet-count", "packet-interval", "packet-size", "ttl"),
    "ignore-initial-up": bool({ since: 7017, removable: true }),
    "ignore-initial-down": bool({ since: 7017, removable: true }),
    status: live(),
    since: live(),
    "done-tests": live({ since: V7 }),
    "failed-tests": live({ since: V7 }),
    "up-script": text({ default: "", removable: true }),
    "down-script": text({ default: "", removable: true }),
    "test-script": text({ since: V7, default: "", removable: true }),
    // Entries that are enabled say nothing about it.
    disabled: bool({ default: "false", absentWhen: "false" }),
    comment: comment(),
  },
  computed: ({ fields, addedAt = 0 }, facts) => {
    const began = Math.max(
      facts.bootedAt + milliseconds(fields["startup-delay"] ?? "5m"),
      addedAt + milliseconds(fields["start-delay"] ?? "0s"),
    );
    const tests = 1 + Math.floor((facts.now() - began) / milliseconds(fields.interval ?? "1m"));
    // For five minutes after a boot nothing is known.
    if (tests < 1 || fields.disabled === "true") return { status: "unknown", ...NO_TESTS };
    const { up, since } = facts.reachability(fields.host ?? "");
    const changed = new Date(Math.max(began, since) + facts.localTime.getTime() - facts.now());
    return {
      status: up ? "up" : "down",
      since: facts.personality.timestamp(changed),
      "done-tests": `${tests}`,
      "failed-tests": up ? "0" : `${tests}`,
    };
  },
};

const NO_TESTS = { "done-tests": "0", "failed-tests": "0" };

const milliseconds = (text: string) => parseDuration(text) ?? 0;
