import { address, bool, comment, duration, integer, oneOf, text } from "./fields";
import type { TableSpec } from "./spec";

/** Servers are kept; nobody is asked. */
export const radius: TableSpec = {
  path: "/radius",
  ordered: true,
  verbs: ["add", "set", "remove", "enable", "disable", "move"],
  fields: {
    service: text({ default: "" }),
    "called-id": text({ default: "" }),
    domain: text({ default: "" }),
    address: address({ required: true, removable: false }),
    secret: text({ default: "", sensitive: true }),
    "authentication-port": integer(1, 65535, { default: "1812" }),
    "accounting-port": integer(1, 65535, { default: "1813" }),
    timeout: duration({ default: "300ms" }),
    "accounting-backup": bool({ default: "false" }),
    realm: text({ default: "" }),
    "src-address": address({ default: "0.0.0.0", removable: false }),
    protocol: oneOf(["udp", "radsec"], { default: "udp" }),
    "require-message-auth": oneOf(["yes-for-request-resp", "no"], {
      since: 7015,
      default: "yes-for-request-resp",
    }),
    disabled: bool({ default: "false" }),
    comment: comment({ removable: false }),
  },
};
