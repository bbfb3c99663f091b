import { sessionNames } from "../../sync/diff-sessions";
import { kinds } from "../../sync/kinds";
import type { Resource, ResourceKind } from "../../sync/resource";
import { serviceKinds } from "../../sync/session-kinds";
import type { ObservedRow, ObserveOptions, ObserveUserInput, RouterPort } from "../port";
import { anyOf, keyQuery } from "../query";
import { tables } from "../tables";
import { ifThere } from "./if-there";
import { observeConnections } from "./observe-connections";
import { toObservedRow } from "./to-observed-row";

type Read = (kind: ResourceKind, conditions: string[][]) => Promise<ObservedRow[]>;

/** Conditions that one print asks for: the sentence stays short. */
const CONDITIONS_PER_PRINT = 200;

/**
 * One user's part of the router by targeted prints: the rows that the plan speaks about, found by key or by comment,
 * and live sessions. One round trip as a rule. A menu that is missing counts as empty unless the plan needs it.
 * Throws RouterError.
 */
export const observeUser = (
  router: RouterPort,
  input: ObserveUserInput,
  options: ObserveOptions = {},
): Promise<ObservedRow[]> => observeUsers(router, [input], { ...options, tag: input.tag });

/**
 * The same for several users at once, in as many round trips; `tag` is one that covers them all. Whose row is whose is
 * for the caller to tell. Throws RouterError.
 */
export async function observeUsers(
  router: RouterPort,
  inputs: readonly ObserveUserInput[],
  options: ObserveOptions & { tag: string },
): Promise<ObservedRow[]> {
  const readAt = (options.now ?? (() => new Date()))();
  const needed = new Set(
    inputs
      .flatMap(({ resources }) => resources)
      .filter(({ ensure }) => ensure === "present")
      .map(({ kind }) => kind),
  );
  const read: Read = async (kind, conditions) => {
    const { path, proplist, optional: mayLack } = tables[kind];
    const found = new Map<string, ObservedRow>();
    await Promise.all(
      inPieces(conditions).map(async (piece) => {
        const printing = router.print(path, { proplist, query: anyOf(piece) });
        const rows = await (mayLack && !needed.has(kind) ? ifThere(printing) : printing);
        for (const row of rows ?? []) {
          const observed = toObservedRow(kind, row, options.tag, readAt);
          found.set(observed.rowId, observed);
        }
      }),
    );
    return [...found.values()];
  };
  const [rows, live, cut] = await Promise.all([
    readResources(read, inputs),
    readSessions(read, inputs),
    readCut(router, read, inputs),
  ]);
  return [...rows, ...live, ...(await readRest(read, inputs, rows, live)), ...cut];
}

/** What a cut may have left open, and who else has got the address since. */
async function readCut(router: RouterPort, read: Read, inputs: readonly ObserveUserInput[]) {
  const cut = inputs.filter(({ cutAddresses = [] }) => cutAddresses.length > 0);
  const holders = cut.flatMap(({ session: { service }, cutAddresses = [] }) =>
    service === "static"
      ? []
      : cutAddresses.map((at) => read(serviceKinds[service].sighting, [[`address=${at}`]])),
  );
  const addresses = cut.flatMap(({ cutAddresses = [] }) => cutAddresses);
  const found = await Promise.all([...holders, observeConnections(router, addresses)]);
  return found.flat();
}

/** Each condition once, so many to a print. */
function inPieces(conditions: string[][]): string[][][] {
  const once = [...new Map(conditions.map((words) => [words.join("\n"), words])).values()];
  const pieces: string[][][] = [];
  for (let at = 0; at < once.length; at += CONDITIONS_PER_PRINT)
    pieces.push(once.slice(at, at + CONDITIONS_PER_PRINT));
  return pieces;
}

async function readResources(read: Read, inputs: readonly ObserveUserInput[]) {
  const byKind = new Map<ResourceKind, string[][]>();
  for (const input of inputs)
    for (const [kind, conditions] of conditionsOf(input)) push(byKind, kind, conditions);
  const found = await Promise.all([...byKind].map(([kind, conditions]) => read(kind, conditions)));
  return found.flat();
}

function conditionsOf(input: ObserveUserInput) {
  const { resources, comments } = input;
  const byKind = new Map<ResourceKind, Resource["name"][]>(formerOwner(input));
  for (const { kind, name } of resources) byKind.set(kind, [...(byKind.get(kind) ?? []), name]);
  return [...byKind].map(([kind, names]) => {
    const byKey = unique(names).map((name) => keyQuery(kind, name));
    const byComment = unique(comments).map((comment) => [`comment=${comment}`]);
    const conditions = kinds[kind].scope === "user" ? [...byKey, ...byComment] : byKey;
    return [kind, conditions] as const;
  });
}

/** Whose name, or address, the former one is by now: what runs under it may be theirs. */
function formerOwner({ session: { service, formerName }, resources }: ObserveUserInput) {
  const kind = service === "static" ? "ip-binding" : serviceKinds[service].main;
  return formerName === undefined || !resources.some((one) => one.kind === kind)
    ? []
    : [[kind, [formerName]] as [ResourceKind, string[]]];
}

const readSessions = (read: Read, inputs: readonly ObserveUserInput[]) =>
  readLive(
    read,
    inputs.filter(hasSessions).map(({ session }) => ({
      service: session.service,
      names: sessionNames(session),
    })),
  );

/** What a hotspot remembers of a static address matters where there is, or was, a binding. */
const hasSessions = ({ session, resources }: ObserveUserInput): boolean =>
  session.service !== "static" || resources.some(({ kind }) => kind === "ip-binding");

async function readLive(read: Read, wanted: { service: Service; names: string[] }[]) {
  const byKind = new Map<ResourceKind, string[][]>();
  for (const { service, names } of wanted)
    for (const kind of service === "static" ? HOSTS : serviceKinds[service].sessions)
      push(
        byKind,
        kind,
        names.map((name) => keyQuery(kind, name)),
      );
  const found = await Promise.all([...byKind].map(([kind, conditions]) => read(kind, conditions)));
  return found.flat();
}

/** What the first look led to: sessions under a name given by hand, devices behind hotspot sessions. */
async function readRest(
  read: Read,
  inputs: readonly ObserveUserInput[],
  rows: readonly ObservedRow[],
  live: readonly ObservedRow[],
) {
  const known = new Set(inputs.flatMap(({ session }) => sessionNames(session)));
  const services = new Set(inputs.map(({ session }) => session.service));
  services.delete("static");
  const renamed = [...services].map((service) => {
    const logins = rows.filter((row) => row.kind === serviceKinds[service].main);
    return { service, names: unique(logins.map((row) => row.name)).filter((n) => !known.has(n)) };
  });
  const more = await readLive(read, renamed);
  const devices = [...live, ...more]
    .filter((row) => row.kind === "hotspot-active")
    .map((row) => row.fields.address ?? "");
  const hosts = unique(devices).map((address) => keyQuery("hotspot-host", address));
  return [...more, ...(await read("hotspot-host", hosts))];
}

function push(map: Map<ResourceKind, string[][]>, kind: ResourceKind, conditions: string[][]) {
  const known = map.get(kind);
  if (known) known.push(...conditions);
  else map.set(kind, [...conditions]);
}

type Service = ObserveUserInput["session"]["service"];
const HOSTS: readonly ResourceKind[] = ["hotspot-host"];
const unique = (names: readonly string[]) => [...new Set(names)].filter((name) => name !== "");
