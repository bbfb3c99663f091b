import type { Intent } from "../../sync/intent";
import type { ConnectionInfo, RouterCondition, RouterPort, RouterVitals } from "../port";
import { optional } from "./optional";
import { versionSupport } from "./version-support";

/** What the engine needs: test is for pings and monitors, sensitive to see passwords. */
const NEEDED_POLICIES = ["read", "write", "sensitive", "test"];

export interface Capabilities {
  /** Null when the router does not show groups to this user. */
  policies: string[] | null;
  missingPolicies: string[];
  secretCount: number | undefined;
  conditions: RouterCondition[];
}

export interface CapabilityInput {
  username: string;
  vitals: Pick<RouterVitals, "version" | "hardwareId">;
  /** What users it has, or may get. */
  services: readonly Intent["serviceType"][];
}

/** What a router can and may do for us, and what it lacks, named, with what to do. Changes nothing. Throws RouterError. */
export async function readCapabilities(
  router: RouterPort,
  input: CapabilityInput,
): Promise<Capabilities> {
  const hotspot = input.services.includes("hotspot");
  const [policies, secretCount, hotspotUsers] = await Promise.all([
    readPolicies(router, input.username),
    optional(router.count("/ppp/secret")),
    hotspot ? optional(router.count("/ip/hotspot/user")) : 0,
  ]);
  const missingPolicies = NEEDED_POLICIES.filter((policy) => policies?.includes(policy) === false);
  const conditions = [
    ...versionConditions(input.vitals.version),
    ...policyConditions(policies, missingPolicies),
    ...menuConditions(input, secretCount === undefined, hotspotUsers === undefined),
    ...connectionConditions(router.info),
    ...(input.vitals.hardwareId
      ? []
      : [
          mild(
            "no_serial",
            "The router tells no serial number, so that a swap would go unnoticed.",
          ),
        ]),
  ];
  return { policies, missingPolicies, secretCount, conditions };
}

const severe = (code: RouterCondition["code"], message: string): RouterCondition => ({
  code,
  severe: true,
  message,
});
const mild = (code: RouterCondition["code"], message: string): RouterCondition => ({
  code,
  severe: false,
  message,
});

function versionConditions(version: string): RouterCondition[] {
  const support = versionSupport(version);
  if (support === "known") return [];
  if (support === "unknown" || support === "newer")
    return [
      mild(
        "unknown_version",
        `RouterOS “${version}” is none that we know. It is treated like 7: look at the plan closely before you start managing.`,
      ),
    ];
  return [
    mild("old_version", `RouterOS ${version} is old: 7.9 or later is what this works best with.`),
  ];
}

function policyConditions(policies: string[] | null, missing: string[]): RouterCondition[] {
  if (policies === null)
    return [mild("policies_hidden", "The router does not show which policies the API user has.")];
  if (missing.length === 0) return [];
  return [
    severe(
      "missing_policy",
      `The API user's group lacks: ${missing.join(", ")}. Syncing will fail until it has them: add them under /user group, or run the set-up script.`,
    ),
  ];
}

function menuConditions(
  { services }: CapabilityInput,
  noPpp: boolean,
  noHotspot: boolean,
): RouterCondition[] {
  const found: RouterCondition[] = [];
  if (noPpp)
    found.push({
      code: "no_ppp",
      severe: services.includes("pppoe"),
      message:
        "The ppp menu is not there or not shown: PPPoE users cannot be managed on this router. Install or enable the package “ppp” and restart it.",
    });
  if (noHotspot)
    found.push({
      code: "no_hotspot",
      severe: services.includes("hotspot"),
      message:
        "The hotspot menu is not there or not shown: hotspot users cannot be managed on this router. Install or enable the package “hotspot” and restart it.",
    });
  return found;
}

function connectionConditions({
  transport,
  tlsAnonymous,
  tlsPinned,
}: ConnectionInfo): RouterCondition[] {
  if (transport === "plain")
    return [
      mild(
        "not_encrypted",
        "The connection is not encrypted: keep the API inside a tunnel, or use api-ssl.",
      ),
    ];
  if (tlsAnonymous)
    return [
      mild(
        "tls_anonymous",
        "The api-ssl service has no certificate: the connection is encrypted, but nobody vouches for the other end.",
      ),
    ];
  if (tlsPinned) return [];
  return [
    mild(
      "tls_unpinned",
      "The certificate is not pinned: any machine at this address would be sent the password. Test the connection and pin what it shows.",
    ),
  ];
}

/** Through the user's group; null if the router does not show it. */
async function readPolicies(router: RouterPort, username: string): Promise<string[] | null> {
  const [user] =
    (await optional(
      router.print("/user", { proplist: ["name", "group"], query: [`name=${username}`] }),
    )) ?? [];
  if (!user?.group) return null;
  const [group] =
    (await optional(
      router.print("/user/group", { proplist: ["name", "policy"], query: [`name=${user.group}`] }),
    )) ?? [];
  if (group?.policy === undefined) return null;
  // `!ftp` lists what the group lacks.
  return group.policy.split(",").filter((policy) => policy !== "" && !policy.startsWith("!"));
}
