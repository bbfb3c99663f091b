import { openRouter } from "../open-router";
import type { OpenOptions, ProbeReport, RouterAddress, RouterConnection } from "../port";
import { optional } from "./optional";
import { readVitals } from "./read-vitals";

/** What the engine needs: test is for pings and monitors, sensitive to see passwords. */
const NEEDED_POLICIES = ["read", "write", "sensitive", "test"];

/**
 * "Test connection": signs in on a connection of its own and looks around without changing anything. Throws
 * RouterError with a sentence for staff that says exactly what is wrong.
 */
export async function probeRouter(
  address: RouterAddress,
  options: OpenOptions = {},
): Promise<ProbeReport> {
  const router = await openRouter(address, options);
  try {
    return await report(router, address.username);
  } finally {
    await router.close();
  }
}

async function report(router: RouterConnection, username: string): Promise<ProbeReport> {
  const [vitals, policies, secretCount] = await Promise.all([
    readVitals(router),
    readPolicies(router, username),
    optional(router.count("/ppp/secret")),
  ]);
  const missingPolicies = NEEDED_POLICIES.filter((policy) => policies?.includes(policy) === false);
  const found = {
    ...vitals,
    connection: router.info,
    policies,
    missingPolicies,
    pppAvailable: secretCount !== undefined,
    secretCount: secretCount ?? 0,
  };
  return { ...found, warnings: warningsFor(found) };
}

/** Through the user's group; null if the router does not show it. */
async function readPolicies(router: RouterConnection, username: string): Promise<string[] | null> {
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

function warningsFor(found: Omit<ProbeReport, "warnings">): string[] {
  const { connection, missingPolicies } = found;
  const warnings = [
    !found.pppAvailable &&
      "The ppp menu is not there or not shown: PPPoE users cannot be managed on this router.",
    found.policies === null && "The router does not show which policies the API user has.",
    missingPolicies.length > 0 &&
      `The API user's group lacks: ${missingPolicies.join(", ")}. Syncing will fail until it has them.`,
    connection.transport === "plain" &&
      "The connection is not encrypted: keep the API inside a tunnel, or use api-ssl.",
    connection.tlsAnonymous &&
      "The api-ssl service has no certificate: the connection is encrypted, but nobody vouches for the other end.",
    !found.hardwareId && "The router tells no serial number, so that a swap would go unnoticed.",
    /^[0-6]\./.test(found.version) &&
      `RouterOS ${found.version} is old: 7.9 or later is what this works best with.`,
  ];
  return warnings.filter((warning) => typeof warning === "string");
}
