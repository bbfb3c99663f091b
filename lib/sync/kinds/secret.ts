import { bool, mac, text } from "../values";
import type { KindSpec } from "./kind";

/** /ppp/secret: the login itself. */
export const secret: KindSpec = {
  kind: "secret",
  order: 30,
  scope: "user",
  login: true,
  admits: true,
  fields: {
    service: { default: "any", normalise: text, effective: true },
    password: { default: "", normalise: text, secret: true, effective: true },
    // A reference that reads "*1F" points at a row that is gone: it never equals a name.
    profile: { default: "default", normalise: text, effective: true },
    "local-address": { default: "", normalise: text, effective: true },
    "remote-address": { default: "", normalise: text, effective: true },
    "caller-id": { default: "", normalise: mac, effective: true },
    disabled: { default: "false", normalise: bool, effective: true },
    comment: { default: "", normalise: text },
  },
};
