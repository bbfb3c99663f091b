import { type ObservedRow, ownerOf, type RouterSettings } from "../sync";
import type { Candidate } from "./proposal";

/** What profiles may set that ours do not; empty values are the router's defaults. */
const EXTRAS: Record<string, string> = {
  "dns-server": "DNS servers",
  "session-timeout": "a session time-out",
  "on-up": "a script at sign-in",
  "on-down": "a script at sign-out",
  "parent-queue": "a parent queue",
  "queue-type": "a queue type",
  bridge: "a bridge",
  "interface-list": "an interface list",
  "incoming-filter": "a filter",
  "outgoing-filter": "a filter",
};
const DEFAULTS = new Set(["", "none", "default", "default-small", "default-small/default-small"]);

/** Sentences about the router as a whole: what will be otherwise once its users are ours. */
export function noticesOf(
  rows: readonly ObservedRow[],
  candidates: readonly Candidate[],
  settings: RouterSettings,
): string[] {
  const used = new Set(
    candidates.filter((one) => one.serviceType === "pppoe").map((one) => one.found.profile),
  );
  const profiles = rows.filter((row) => row.kind === "profile" && used.has(row.name));
  const marked = rows.filter((row) => isLogin(row) && !row.dynamic && ownerOf(row.comment)).length;
  return [
    ...profiles.flatMap(extrasNotice),
    ...gatewayNotice(profiles, settings),
    ...(marked > 0
      ? [
          `${marked} ${marked === 1 ? "login belongs" : "logins belong"} to an installation already and ${marked === 1 ? "is" : "are"} not shown.`,
        ]
      : []),
  ];
}

const isLogin = ({ kind }: ObservedRow) =>
  kind === "secret" || kind === "hotspot-user" || kind === "queue";

function extrasNotice({ name, fields }: ObservedRow): string[] {
  const extras = Object.entries(EXTRAS)
    .filter(([field]) => !DEFAULTS.has(fields[field] ?? ""))
    .map(([, words]) => words);
  if (extras.length === 0) return [];
  const sets = [...new Set(extras)].join(", ");
  return [
    `Profile ${name} also sets ${sets}. Packages do not: at their next sign-in its users go without.`,
  ];
}

function gatewayNotice(
  profiles: readonly ObservedRow[],
  { localAddress }: RouterSettings,
): string[] {
  const others = [...new Set(profiles.map(({ fields }) => fields["local-address"] ?? ""))].filter(
    (address) => /^\d/.test(address) && address !== localAddress,
  );
  if (others.length === 0) return [];
  return [
    `The router's gateway address is ${others.join(", ")}; its settings here say ${localAddress}. Change the settings first if customers should keep it.`,
  ];
}
