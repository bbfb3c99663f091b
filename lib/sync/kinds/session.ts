import type { KindSpec } from "./kind";

/** /ppp/active: never written, only ended. */
export const session: KindSpec = {
  kind: "session",
  order: 40,
  scope: "live",
  fields: { address: { default: "", normalise: (raw) => raw } },
};
