import { sharedTagOf } from "../ownership";
import type { Resource, ResourceKind } from "../resource";
import {
  defaultGuardSettings,
  defaultStaticSettings,
  type GuardSettings,
  type RouterSettings,
} from "../router-settings";
import type { ServiceType } from "../session-kinds";
import { supports } from "./ros-version";

export interface RouterContext {
  installationId: string;
  /** As polled; undefined when the router was never seen. */
  rosVersion?: string | undefined;
  /** What users there are; all types when not given. */
  services?: readonly ServiceType[];
}

interface Parts {
  settings: RouterSettings;
  guard: GuardSettings;
  sharedTag: string;
  services: ReadonlySet<ServiceType>;
}

const ALL: readonly ServiceType[] = ["pppoe", "static", "hotspot"];

/**
 * What a router must have for its users' rows to mean anything: the pool, rules that drop who is cut off, the way to
 * the pay page for who is walled, and what a hotspot lets through before sign-in. In the order in which rules must
 * stand. Pure; a script that sets a router up says the same.
 */
export function compileRouter(settings: RouterSettings, context: RouterContext): Resource[] {
  const parts: Parts = {
    settings,
    guard: settings.guard ?? defaultGuardSettings,
    sharedTag: sharedTagOf(context.installationId),
    services: new Set(context.services ?? ALL),
  };
  const pools = poolsOf(parts, context.rosVersion);
  if (!parts.guard.keepRules) return pools;
  return [...pools, ...blockRules(parts), ...walledRules(parts), ...gardenOf(parts)];
}

/** The comment of a rule: our mark, and which of our rules it is. */
const rule = (
  { sharedTag }: Parts,
  kind: ResourceKind,
  name: string,
  fields: Record<string, string>,
): Resource => ({
  kind,
  name,
  ensure: "present",
  fields: { ...fields, comment: `${sharedTag} ${name}` },
});

function poolsOf({ settings, services, sharedTag }: Parts, rosVersion?: string): Resource[] {
  const { name, ranges } = settings.addressPool;
  if (ranges === "" || !services.has("pppoe")) return [];
  const fields: Record<string, string> = { ranges };
  if (supports(rosVersion, 7, 9)) fields.comment = sharedTag;
  return [{ kind: "pool", name, ensure: "present", fields }];
}

/** Who is on the list neither sends nor hears. */
function blockRules(parts: Parts): Resource[] {
  if (!parts.services.has("static")) return [];
  const { blockedAddressList } = parts.settings.static ?? defaultStaticSettings;
  const drop = { chain: "forward", action: "drop" };
  return [
    rule(parts, "filter-rule", "blocked-from", { ...drop, "src-address-list": blockedAddressList }),
    rule(parts, "filter-rule", "blocked-to", { ...drop, "dst-address-list": blockedAddressList }),
  ];
}

/** Names and the pay page are let through, web pages are led there, the rest is refused. */
function walledRules(parts: Parts): Resource[] {
  const { settings, guard, services } = parts;
  const held = services.has("pppoe") || services.has("static");
  // Refusing the rest without letting the pay page through would undo what an operator may have set up by hand.
  if (settings.suspension !== "walled" || !held || guard.payPageAddress === "") return [];
  const from = { chain: "forward", "src-address-list": settings.walledAddressList };
  const accept = { ...from, action: "accept" };
  const payPage = guard.payPageAddress;
  const rules = [
    rule(parts, "filter-rule", "walled-dns", { ...accept, protocol: "udp", "dst-port": "53" }),
    rule(parts, "filter-rule", "walled-dns-tcp", { ...accept, protocol: "tcp", "dst-port": "53" }),
    rule(parts, "filter-rule", "walled-pay", { ...accept, "dst-address": payPage }),
    rule(parts, "filter-rule", "walled-rest", { ...from, action: "reject" }),
    rule(parts, "nat-rule", "walled-web", {
      chain: "dstnat",
      "src-address-list": settings.walledAddressList,
      protocol: "tcp",
      "dst-port": "80",
      action: "dst-nat",
      "to-addresses": payPage,
      "to-ports": "80",
    }),
  ];
  return guard.redirect ? rules : rules.filter(({ kind }) => kind === "filter-rule");
}

function gardenOf(parts: Parts): Resource[] {
  const { payPageAddress: address, payPageHost: host } = parts.guard;
  if (!parts.services.has("hotspot")) return [];
  return [
    ...(host
      ? [rule(parts, "walled-garden", "pay-page-host", { "dst-host": host, action: "allow" })]
      : []),
    ...(address
      ? [
          rule(parts, "walled-garden-ip", "pay-page-address", {
            "dst-address": address,
            action: "accept",
          }),
        ]
      : []),
  ];
}

/** Every rule that any settings give: a row of ours by another name is somebody else's business. */
export const RULE_NAMES: ReadonlySet<string> = new Set([
  ...["blocked-from", "blocked-to"],
  ...["walled-dns", "walled-dns-tcp", "walled-pay", "walled-rest", "walled-web"],
  ...["pay-page-host", "pay-page-address"],
]);
