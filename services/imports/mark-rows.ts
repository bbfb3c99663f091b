import { type Context, faultPoint, withTransaction } from "@/lib/context";
import {
  adoptRow,
  applyChange,
  isRouterError,
  type RouterPort,
  readForImport,
} from "@/lib/routeros";
import {
  afterTakeOver,
  type Change,
  diffFleet,
  kinds,
  type ObservedRow,
  ownerOf,
  sharedTagOf,
  takeOver,
} from "@/lib/sync";
import { declareDesiredStates } from "@/services/desired-state";
import type { Fleet, FleetUser } from "@/services/sync";
import { takeOverPassword } from "@/services/users";
import { holdSyncs } from "./hold-syncs";

const AT_ONCE = 8;

export interface Imported {
  rowId: string;
  userId: string;
}

/** A taken-in user and what stands on the router for them. */
interface Member {
  rowId: string;
  user: FleetUser;
  changes: Change[];
  /** On the router, where it is another one than was read for the review. */
  otherPassword?: string;
}

export interface Done {
  adopted: Imported[];
  changed: (Imported & { reason: string })[];
}

/** Marks the rows of these users from one reading of the router. Throws RouterError. */
export async function markRows(ctx: Context, port: RouterPort, fleet: Fleet, rows: Imported[]) {
  const { rows: observed } = await readForImport(port, { now: ctx.now });
  const members = membersOf(fleet, rows, observed);
  await takePasswords(ctx, members);
  await makeShared(port, fleet, members, observed);
  const done: Done = { adopted: [], changed: [] };
  for (let i = 0; i < members.length; i += AT_ONCE)
    await Promise.all(members.slice(i, i + AT_ONCE).map((member) => mark(port, member, done)));
  return done;
}

function membersOf(fleet: Fleet, rows: Imported[], observed: readonly ObservedRow[]): Member[] {
  const users = new Map(fleet.users.map((user) => [user.userId, user]));
  const index = indexByName(observed);
  const profiles = observed.filter((row) => kinds[row.kind].scope === "shared");
  return rows.flatMap(({ rowId, userId }) => {
    const user = users.get(userId);
    if (!user) return [];
    const own = user.desired.resources.flatMap(
      ({ kind, name }) => index.get(`${kind} ${name}`) ?? [],
    );
    const changes = takeOver(user.desired, [...own, ...profiles]);
    const otherPassword = otherPasswordOf(user, own);
    return [{ rowId, user, changes, ...(otherPassword !== undefined && { otherPassword }) }];
  });
}

/** Until its row is ours, the router is right about a password: somebody may have changed it since the review. */
function otherPasswordOf({ desired }: FleetUser, own: readonly ObservedRow[]): string | undefined {
  const wanted = desired.resources.find(({ fields }) => fields.password !== undefined);
  const row = own.find(({ kind, comment }) => kind === wanted?.kind && !ownerOf(comment));
  const found = row?.fields.password;
  return found === wanted?.fields.password ? undefined : found || undefined;
}

async function takePasswords(ctx: Context, members: readonly Member[]) {
  const changed = members.flatMap(({ user, otherPassword }) =>
    otherPassword === undefined ? [] : [{ userId: user.userId, password: otherPassword }],
  );
  if (changed.length === 0) return;
  await withTransaction(ctx, async (tx) => {
    for (const one of changed) await takeOverPassword(tx, one);
    const userIds = changed.map(({ userId }) => userId);
    await declareDesiredStates(tx, { userIds, reason: "password read again", wake: false });
    await holdSyncs(tx, userIds);
  });
}

function indexByName(rows: readonly ObservedRow[]): Map<string, ObservedRow[]> {
  const index = new Map<string, ObservedRow[]>();
  for (const row of rows) {
    const key = `${row.kind} ${row.name}`;
    const found = index.get(key);
    if (found) found.push(row);
    else index.set(key, [row]);
  }
  return index;
}

/** Profiles and pools that the rows are about to refer to. */
async function makeShared(
  port: RouterPort,
  { installationId }: Fleet,
  members: readonly Member[],
  observed: readonly ObservedRow[],
) {
  const tag = sharedTagOf(installationId);
  const after = afterTakeOver(
    observed,
    members.flatMap(({ changes }) => changes),
  );
  const { plans } = diffFleet(
    members.map((member) => ({ key: member, desired: member.user.desired })),
    after,
    { policy: "no_deletes", sharedTag: tag },
  );
  const shared = new Map<string, Change>();
  for (const change of plans.flatMap(({ plan }) => plan.changes))
    if (change.verb === "create" && kinds[change.kind].scope === "shared")
      shared.set(`${change.kind} ${change.name}`, change);
  for (const change of shared.values())
    await applyChange(port, change, { tag, resolveSecret: () => "" });
}

async function mark(port: RouterPort, { rowId, user, changes }: Member, done: Done) {
  const { userId } = user;
  try {
    for (const change of changes) await adoptRow(port, change);
    done.adopted.push({ rowId, userId });
    faultPoint("imports.marked");
  } catch (error) {
    if (
      !isRouterError(error) ||
      !["conflict", "no_such_item", "bad_reference"].includes(error.code)
    )
      throw error;
    done.changed.push({ rowId, userId, reason: error.message });
  }
}
