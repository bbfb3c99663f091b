import { live, readOnly } from "./fields";
import type { TableSpec } from "./spec";

const known = (...names: string[]): TableSpec["fields"] =>
  Object.fromEntries(names.map((name) => [name, readOnly()]));

/** What is open through the router. Whoever loses a connection tries again at once. */
export const connections: TableSpec = {
  path: "/ip/firewall/connection",
  verbs: ["remove"],
  fields: {
    ...known("protocol", "src-address", "dst-address", "reply-src-address", "reply-dst-address"),
    ...known("tcp-state", "fasttrack", "assured", "seen-reply"),
    "orig-bytes": live(),
    "repl-bytes": live(),
    timeout: live(),
  },
  computed: () => ({ "orig-bytes": "0", "repl-bytes": "0", timeout: "23h59m59s" }),
  removeDynamic: (row, facts) => facts.connections.remove(row),
};
