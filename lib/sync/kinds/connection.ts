import { text } from "../values";
import type { KindSpec } from "./kind";

/** /ip/firewall/connection: what a customer has open, known by their address. Last, when nothing lets it open again. */
export const connection: KindSpec = {
  kind: "connection",
  noun: "open connection",
  order: 70,
  scope: "live",
  key: ["address"],
  fields: { address: { default: "", normalise: text } },
};
