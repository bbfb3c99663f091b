import type { ResourceKind } from "../../sync/resource";
import type { Assigned, Group } from "../../sync/stages";
import { observeConnections } from "../observe/observe-connections";
import type { RouterPort } from "../port";
import { anyOf, keyQuery } from "../query";
import { tables } from "../tables";
import { removeConnections } from "./end-connections";
import { fieldWords } from "./field-words";

/** Rows that one command names: it stays short, and a refusal costs few. */
const ROWS_PER_COMMAND = 100;

/** Rows that one command can name by their ids. Others, and single ones, are written one by one. */
export const isOneCommand = <T>({ verb, kind, members }: Group<T>): boolean =>
  verb === "kick" || (members.length > 1 && verb !== "create" && !isMadeAnew(kind, members[0]));

/** A group as it leaves: what all share stays one, rows that are named by their ids go by the hundred. */
export function piecesOf<T>(group: Group<T>): Group<T>[] {
  const { verb, kind, members } = group;
  if (members.length < 2 || verb === "create") return members.length > 0 ? [group] : [];
  const size = isMadeAnew(kind, members[0]) ? 1 : ROWS_PER_COMMAND;
  const pieces: Group<T>[] = [];
  for (let at = 0; at < members.length; at += size)
    pieces.push({ ...group, members: members.slice(at, at + size) });
  return pieces;
}

const isMadeAnew = (kind: ResourceKind, member: Assigned<unknown> | undefined): boolean =>
  (tables[kind].recreate ?? []).some((field) => member?.change.after[field] === "");

/** The same values for all rows of the group. */
export async function setGroup<T>(router: RouterPort, { kind, members }: Group<T>): Promise<void> {
  const [first] = members;
  if (!first) return;
  const words = await fieldWords(first.change, () => "", "set");
  await router.run(`${tables[kind].path}/set`, [[".id", idsOf(members).join(",")], ...words]);
}

/** Removes all rows of the group, or those of them that are in the list. */
export async function removeGroup<T>(
  router: RouterPort,
  { kind, members }: Group<T>,
  among?: ReadonlySet<string>,
): Promise<void> {
  if (kind === "connection") return removeConnections(router, [...(among ?? [])]);
  const ids = idsOf(members).filter((id) => among?.has(id) ?? true);
  if (ids.length > 0) await router.run(`${tables[kind].path}/remove`, { ".id": ids.join(",") });
}

/** Ids of the live rows that carry the group's names now: they are short-lived, so they are looked up just before. */
export async function seeGroup<T>(
  router: RouterPort,
  { kind, members }: Group<T>,
): Promise<Set<string>> {
  const names = [...new Set(members.map(({ change }) => change.name))];
  if (kind === "connection")
    return new Set((await observeConnections(router, names)).map((row) => row.rowId));
  const query = anyOf(names.map((name) => keyQuery(kind, name)));
  const rows = await router.print(tables[kind].path, { proplist: [".id"], query });
  return new Set(rows.flatMap((row) => row[".id"] ?? []));
}

const idsOf = (members: readonly Assigned<unknown>[]): string[] => [
  ...new Set(members.flatMap(({ change }) => change.rowId ?? [])),
];
