import { sessionNames } from "../../sync/diff-sessions";
import { kinds } from "../../sync/kinds";
import type { Resource, ResourceKind } from "../../sync/resource";
import { serviceKinds } from "../../sync/session-kinds";
import type { ObservedRow, ObserveOptions, ObserveUserInput, RouterPort } from "../port";
import { optional } from "../probe/optional";
import { anyOf, keyQuery } from "../query";
import { tables } from "../tables";
import { toObservedRow } from "./to-observed-row";

type Read = (kind: ResourceKind, conditions: string[][]) => Promise<ObservedRow[]>;

/**
 * One user's part of the router by targeted prints: the rows that the plan speaks about, found by key or by comment,
 * and live sessions. One round trip as a rule. A menu that is missing counts as empty unless the plan needs it.
 * Throws RouterError.
 */
export async function observeUser(
  router: RouterPort,
  input: ObserveUserInput,
  options: ObserveOptions = {},
): Promise<ObservedRow[]> {
  const readAt = (options.now ?? (() => new Date()))();
  const needed = new Set(
    input.resources.filter(({ ensure }) => ensure === "present").map(({ kind }) => kind),
  );
  const read: Read = async (kind, conditions) => {
    if (conditions.length === 0) return [];
    const { path, proplist, optional: mayLack } = tables[kind];
    const printing = router.print(path, { proplist, query: anyOf(conditions) });
    const rows = await (mayLack && !needed.has(kind) ? optional(printing) : printing);
    return (rows ?? []).map((row) => toObservedRow(kind, row, input.tag, readAt));
  };
  const [rows, live] = await Promise.all([
    readResources(read, input),
    readSessions(read, input, sessionNames(input.session)),
  ]);
  const more = await readRest(read, input, rows, live);
  return [...rows, ...live, ...more];
}

async function readResources(read: Read, { resources, comments, session }: ObserveUserInput) {
  const byKind = new Map<ResourceKind, Resource["name"][]>(formerOwner(session));
  for (const { kind, name } of resources) byKind.set(kind, [...(byKind.get(kind) ?? []), name]);
  const found = await Promise.all(
    [...byKind].map(([kind, names]) => {
      const byKey = unique(names).map((name) => keyQuery(kind, name));
      const byComment = unique(comments).map((comment) => [`comment=${comment}`]);
      return read(kind, kinds[kind].scope === "user" ? [...byKey, ...byComment] : byKey);
    }),
  );
  return found.flat();
}

/** Whose name, or address, the former one is by now: what runs under it may be theirs. */
function formerOwner({ service, formerName }: ObserveUserInput["session"]) {
  const kind = service === "static" ? "ip-binding" : serviceKinds[service].main;
  return formerName === undefined ? [] : [[kind, [formerName]] as [ResourceKind, string[]]];
}

async function readSessions(read: Read, { session }: ObserveUserInput, names: string[]) {
  const live =
    session.service === "static"
      ? (["hotspot-host"] as const)
      : serviceKinds[session.service].sessions;
  const found = await Promise.all(
    live.map((kind) =>
      read(
        kind,
        names.map((name) => keyQuery(kind, name)),
      ),
    ),
  );
  return found.flat();
}

/** What the first look led to: sessions under a name given by hand, devices behind hotspot sessions. */
async function readRest(
  read: Read,
  input: ObserveUserInput,
  rows: readonly ObservedRow[],
  live: readonly ObservedRow[],
) {
  const { main } = serviceKinds[input.session.service];
  const logins = rows.filter((row) => row.kind === main).map((row) => row.name);
  const renamed = unique(logins).filter((name) => !sessionNames(input.session).includes(name));
  const isLogin = input.session.service !== "static" && renamed.length > 0;
  const more = isLogin ? await readSessions(read, input, renamed) : [];
  const devices = [...live, ...more]
    .filter((row) => row.kind === "hotspot-active")
    .map((row) => row.fields.address ?? "");
  const hosts = unique(devices).map((address) => keyQuery("hotspot-host", address));
  return [...more, ...(await read("hotspot-host", hosts))];
}

const unique = (names: readonly string[]) => [...new Set(names)].filter((name) => name !== "");
