import { isIP } from "node:net";
import type { ResourceKind } from "../../sync/resource";
import type { ObservedRow, ObserveOptions, ObserveUserInput, RouterPort } from "../port";
import { tables } from "../tables";
import { toObservedRow } from "./to-observed-row";

/**
 * One user's part of the router by targeted prints: secret, live sessions, the profiles and pools that the secret uses
 * or the plan names. Two round trips as a rule. Throws RouterError.
 */
export async function observeUser(
  router: RouterPort,
  input: ObserveUserInput,
  options: ObserveOptions = {},
): Promise<ObservedRow[]> {
  const readAt = (options.now ?? (() => new Date()))();
  const read = async (kind: ResourceKind, query: readonly string[]) => {
    const { path, proplist } = tables[kind];
    const rows = await router.print(path, { proplist, query });
    return rows.map((row) => toObservedRow(kind, row, input.tag, readAt));
  };
  const readNamed = async (kind: ResourceKind, names: readonly string[]) =>
    names.length === 0 ? [] : read(kind, anyOf(names.map((name) => `name=${name}`)));

  const keys = [`name=${input.username}`, ...(input.comment ? [`comment=${input.comment}`] : [])];
  const [secrets, sessions, profiles, pools] = await Promise.all([
    read("secret", anyOf(keys)),
    read("session", [`name=${input.username}`]),
    readNamed("profile", unique(input.profiles)),
    readNamed("pool", unique(input.pools)),
  ]);
  const renamed = unique(secrets.map((row) => row.name)).filter((n) => n !== input.username);
  const [moreSessions, moreProfiles] = await Promise.all([
    readNamed("session", renamed),
    readNamed(
      "profile",
      missing(
        profiles,
        secrets.map((row) => row.fields.profile),
      ),
    ),
  ]);
  const referred = [...profiles, ...moreProfiles].map((row) => row.fields["remote-address"]);
  const morePools = await readNamed("pool", missing(pools, referred));
  return [secrets, profiles, moreProfiles, pools, morePools, sessions, moreSessions].flat();
}

/** `a`, `b` → `?a ?b ?#|`: the row matches one of them. */
function anyOf(conditions: readonly string[]): string[] {
  return [...conditions, ...Array<string>(conditions.length - 1).fill("#|")];
}

const unique = (names: readonly string[] = []) => [...new Set(names)];

/** Names that rows refer to and that were not read yet. `*1F` is a reference to a row that is gone. */
function missing(rows: readonly ObservedRow[], names: readonly (string | undefined)[]): string[] {
  const read = new Set(rows.map((row) => row.name));
  const wanted = names.filter((name) => name !== undefined);
  return unique(wanted).filter((n) => n && !n.startsWith("*") && !read.has(n) && !isIP(n));
}
