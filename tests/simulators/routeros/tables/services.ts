import { createHash, X509Certificate } from "node:crypto";
import { failure } from "../traps";
import { bool, integer, name, oneOf, readOnly, reference, text } from "./fields";
import { allowedFrom } from "./fields-of-networks";
import { type RouterFacts, type StoredRow, type TableSpec, uniqueBy } from "./spec";

const DEFAULT_MAX_SESSIONS = 20;

const SERVICES: readonly [name: string, port: number][] = [
  ["ftp", 21],
  ["ssh", 22],
  ["telnet", 23],
  ["www", 80],
  ["www-ssl", 443],
  ["winbox", 8291],
  ["api", 8728],
  ["api-ssl", 8729],
];

const OFF_AT_FIRST = new Set(["www-ssl"]);

/** The port is the router's own: outside, clients reach it where the simulator listens. */
export const service: TableSpec = {
  path: "/ip/service",
  verbs: ["set", "enable", "disable"],
  key: "name",
  fields: {
    name: readOnly(),
    port: integer(1, 65535),
    address: allowedFrom({ default: "" }),
    certificate: reference("/certificate", { words: ["none"] }),
    "tls-version": oneOf(["any", "only-1.2"]),
    vrf: text({ since: 7000, default: "main" }),
    "max-sessions": integer(1, 1000, { since: 7016, default: `${DEFAULT_MAX_SESSIONS}` }),
    invalid: readOnly({ default: "false" }),
    disabled: bool({ default: "false" }),
  },
  factory: ({ options }) =>
    SERVICES.map(([service, port], index) => ({
      id: `*${(index + 1).toString(16).toUpperCase()}`,
      fields: {
        name: service,
        port: `${port}`,
        "max-sessions": `${options.maxSessions ?? DEFAULT_MAX_SESSIONS}`,
        ...(service.endsWith("-ssl") ? { certificate: "none", "tls-version": "any" } : {}),
        disabled: `${OFF_AT_FIRST.has(service)}`,
      },
    })),
};

/** Of the certificate that api-ssl serves, if there is one. */
function fingerprint({ options }: RouterFacts, row: StoredRow): string {
  if (!options.tls)
    return createHash("sha256")
      .update(row.fields.name ?? "")
      .digest("hex");
  return new X509Certificate(options.tls.cert).fingerprint256.replaceAll(":", "").toLowerCase();
}

const DAY_MS = 86_400_000;

export const certificate: TableSpec = {
  path: "/certificate",
  verbs: ["add", "set", "remove"],
  key: "name",
  autoName: "cert",
  unique: [uniqueBy("certificate with the same name already exists", "name")],
  fields: {
    name: name(),
    "common-name": text({ default: "" }),
    country: text({ absentWhen: "" }),
    organization: text({ absentWhen: "" }),
    "subject-alt-name": text({ absentWhen: "" }),
    "key-size": text({ default: "2048" }),
    "days-valid": integer(1, 36_500, { default: "365" }),
    "key-usage": text({ default: "digital-signature,key-encipherment,tls-server" }),
    trusted: bool({ default: "false" }),
    "private-key": readOnly({ default: "false" }),
    fingerprint: readOnly(),
    "serial-number": readOnly(),
    "invalid-before": readOnly(),
    "invalid-after": readOnly(),
  },
  commands: {
    sign: {
      needs: "write",
      run: ({ table, facts, targets }) => {
        for (const row of targets()) {
          if (row.fields.fingerprint) throw failure("already signed");
          const days = Number(row.fields["days-valid"] ?? 365);
          const until = new Date(facts.localTime.getTime() + days * DAY_MS);
          table.amend(row, {
            ...row.fields,
            "private-key": "true",
            trusted: "true",
            fingerprint: fingerprint(facts, row),
            "invalid-before": facts.personality.timestamp(facts.localTime),
            "invalid-after": facts.personality.timestamp(until),
          });
        }
        return { rows: [{ progress: "done" }] };
      },
    },
  },
};
