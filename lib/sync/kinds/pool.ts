import { list, text } from "../values";
import type { KindSpec } from "./kind";

/** /ip/pool: addresses that PPPoE users get. */
export const pool: KindSpec = {
  kind: "pool",
  order: 10,
  scope: "shared",
  foreignServes: true,
  fields: {
    ranges: { default: "", normalise: list },
    comment: { default: "", normalise: text },
  },
};
