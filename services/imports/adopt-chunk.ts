import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, faultPoint, handle, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  adoptRow,
  applyChange,
  isRouterError,
  type RouterPort,
  readForImport,
  withRouter,
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
import { recordAudit } from "@/services/audit";
import { declareDesiredStates } from "@/services/desired-state";
import { isPaused } from "@/services/installation";
import {
  type Fleet,
  type FleetUser,
  loadFleet,
  requestDrifted,
  routerAddress,
  toSyncError,
} from "@/services/sync";
import { takeOverPassword } from "@/services/users";
import { holdSyncs } from "./hold-syncs";
import { type BatchRow, loadBatch } from "./load-batch";

const Input = z.object({ batchId: z.uuid(), limit: z.int().min(1).max(1_000).default(500) });
const DEADLINE_MS = 100_000;
const AT_ONCE = 8;
const { importBatches, importRows } = schema;

export interface AdoptOutcome {
  adopted: number;
  /** Rows that were no longer what staff had seen. */
  changed: number;
  left: number;
  /** Why it cannot go on for now. */
  waiting?: string;
}

/** A taken-in user and what stands on the router for them. */
interface Member {
  rowId: string;
  user: FleetUser;
  changes: Change[];
  /** On the router, where it is another one than was read for the review. */
  otherPassword?: string;
}

/**
 * Marks the next rows of an import on the router as ours: one write each, with everything in it that a running session
 * does not feel. Nobody is disconnected. Then the engine is asked to look at them. A row that is marked already, by a
 * run that died, counts; one that changed since it was read is left, with its reason. Trouble with the router is an
 * outcome: the sweep comes again. Errors: forbidden, not_found.
 */
export async function adoptChunk(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<AdoptOutcome> {
  authorise(ctx, { job: true });
  const { batchId, limit } = Input.parse(input);
  const batch = await loadBatch(ctx, batchId);
  if (batch.status !== "adopting") return { adopted: 0, changed: 0, left: 0 };
  if (await isPaused(ctx))
    return { adopted: 0, changed: 0, left: 1, waiting: "Syncing is paused." };
  const rows = await nextRows(ctx, batchId, limit);
  if (rows.length === 0) return finish(ctx, batch);
  const fleet = await loadFleet(ctx, batch.routerId);
  const obstacle = obstacleOf(fleet);
  if (obstacle || !fleet) return wait(ctx, batchId, obstacle ?? "The router is gone.");
  try {
    const options = { lane: "bulk", signal: AbortSignal.timeout(DEADLINE_MS) } as const;
    const done = await withRouter(routerAddress(fleet.router), options, (port) =>
      markRows(ctx, port, fleet, rows),
    );
    return record(ctx, batch, done);
  } catch (error) {
    return wait(ctx, batchId, toSyncError(error).message);
  }
}

interface Imported {
  rowId: string;
  userId: string;
}

const nextRows = async (ctx: Context, batchId: string, limit: number): Promise<Imported[]> => {
  const rows = await handle(ctx)
    .select({ rowId: importRows.id, userId: importRows.userId })
    .from(importRows)
    .where(
      and(
        eq(importRows.batchId, batchId),
        eq(importRows.status, "imported"),
        sql`${importRows.reason} is null`,
      ),
    )
    .orderBy(asc(importRows.position))
    .limit(limit);
  return rows.flatMap(({ rowId, userId }) => (userId ? [{ rowId, userId }] : []));
};

function obstacleOf(fleet: Fleet | undefined): string | undefined {
  if (fleet?.router.status !== "active") return "The router has been removed.";
  if (fleet.router.syncPolicy === "observe_only")
    return "The router is only observed: press “Start managing” on its page.";
  return undefined;
}

interface Done {
  adopted: Imported[];
  changed: (Imported & { reason: string })[];
}

async function markRows(ctx: Context, port: RouterPort, fleet: Fleet, rows: Imported[]) {
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

async function record(ctx: Context, batch: BatchRow, { adopted, changed }: Done) {
  const ids = adopted.map(({ rowId }) => rowId);
  await withTransaction(ctx, async (tx) => {
    if (ids.length > 0)
      await tx.tx.update(importRows).set({ status: "adopted" }).where(inArray(importRows.id, ids));
    for (const { rowId, reason } of changed)
      await tx.tx.update(importRows).set({ reason }).where(eq(importRows.id, rowId));
    const userIds = [...adopted, ...changed].map(({ userId }) => userId);
    await requestDrifted(tx, batch.routerId, userIds);
    await tx.tx
      .update(importBatches)
      .set({ workedAt: tx.now(), lastError: null })
      .where(eq(importBatches.id, batch.id));
  });
  const left = await countLeft(ctx, batch.id);
  if (left === 0) await finish(ctx, batch);
  return { adopted: adopted.length, changed: changed.length, left };
}

async function countLeft(ctx: Context, batchId: string): Promise<number> {
  const rows = await nextRows(ctx, batchId, 100_000);
  return rows.length;
}

async function finish(ctx: Context, { id, routerId }: BatchRow): Promise<AdoptOutcome> {
  await withTransaction(ctx, async (tx) => {
    const ended = await tx.tx
      .update(importBatches)
      .set({ status: "done", lastError: null, finishedAt: tx.now() })
      .where(and(eq(importBatches.id, id), eq(importBatches.status, "adopting")))
      .returning({ id: importBatches.id });
    if (ended.length === 0) return;
    // What staff left out is nobody's: its passwords go.
    await tx.tx
      .update(importRows)
      .set({ passwordEncrypted: null })
      .where(eq(importRows.batchId, id));
    await recordAudit(tx, {
      action: "imports.finish",
      entity: { kind: "router", id: routerId },
      data: { batchId: id },
    });
  });
  return { adopted: 0, changed: 0, left: 0 };
}

async function wait(ctx: Context, batchId: string, waiting: string): Promise<AdoptOutcome> {
  await handle(ctx)
    .update(importBatches)
    .set({ lastError: waiting, workedAt: ctx.now() })
    .where(eq(importBatches.id, batchId));
  return { adopted: 0, changed: 0, left: 1, waiting };
}
