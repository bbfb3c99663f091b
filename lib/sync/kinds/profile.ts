import { choice, duration, list, rateLimit, text } from "../values";
import type { KindSpec } from "./kind";

/** /ppp/profile: named by its content, so restoring one can never be a fight between two plans. */
export const profile: KindSpec = {
  kind: "profile",
  order: 20,
  scope: "shared",
  fields: {
    "local-address": { default: "", normalise: text },
    "remote-address": { default: "", normalise: text },
    "rate-limit": { default: "", normalise: rateLimit },
    "only-one": { default: "default", normalise: choice },
    "idle-timeout": { default: "", normalise: duration },
    "address-list": { default: "", normalise: list },
    comment: { default: "", normalise: text },
  },
};
