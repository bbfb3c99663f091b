import { and, sql } from "drizzle-orm";
import { z } from "zod";
import type { TxContext } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { executeRows, insertRows, isOneOf, schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { goneIntent, type Intent, stableJson } from "@/lib/sync";
import { isStateOfDesired, mayHaveTrace } from "./joins";

export interface Target {
  userId: string;
  routerId: string;
  intent: Intent;
}

export interface Written {
  userId: string;
  routerId: string;
  generation: number;
  changed: boolean;
}

const { desiredStates, syncStates } = schema;
const key = (row: { userId: string; routerId: string }) => `${row.userId} ${row.routerId}`;
const columns = {
  userId: desiredStates.userId,
  routerId: desiredStates.routerId,
  generation: desiredStates.generation,
};

const WRITTEN = [
  ...["userId", "routerId", "generation", "intent", "intentHash", "reason", "declaredAt"],
];
const Changed = z.object({
  userId: uuid(),
  routerId: uuid(),
  generation: z.coerce.number().int(),
});

/** Upserts intents; a generation rises only where the hash differs. The caller holds the users' rows. */
export async function writeIntents(
  ctx: TxContext,
  targets: Target[],
  reason: string,
): Promise<Written[]> {
  if (targets.length === 0) return [];
  const rows = targets.map(({ userId, routerId, intent }) => ({
    userId,
    routerId,
    intent,
    intentHash: sha256(stableJson(intent)),
    generation: 1,
    reason,
    declaredAt: ctx.now(),
  }));
  const written = await executeRows(
    ctx.tx,
    sql`${insertRows(desiredStates, WRITTEN, rows)}
      on conflict (user_id, router_id) do update set generation = desired_states.generation + 1,
        intent = excluded.intent, intent_hash = excluded.intent_hash, reason = excluded.reason,
        declared_at = excluded.declared_at
      where desired_states.intent_hash <> excluded.intent_hash
      returning user_id as "userId", router_id as "routerId", generation`,
    Changed,
  );
  const changed = new Map(written.map((row) => [key(row), { ...row, changed: true }]));
  const unchanged = targets.filter((target) => !changed.has(key(target)));
  return [...changed.values(), ...(await readUnchanged(ctx, unchanged))];
}

async function readUnchanged(ctx: TxContext, targets: Target[]): Promise<Written[]> {
  if (targets.length === 0) return [];
  const wanted = new Set(targets.map(key));
  const userIds = targets.map((target) => target.userId);
  const rows = await ctx.tx
    .select(columns)
    .from(desiredStates)
    .where(isOneOf(desiredStates.userId, userIds));
  return rows.filter((row) => wanted.has(key(row))).map((row) => ({ ...row, changed: false }));
}

/**
 * Users who live on another router now: their old rows ask for "no trace", and stay until that was observed. Also
 * returns those that did before, for until then they follow what becomes of the user's access.
 */
export async function prepareGone(
  ctx: TxContext,
  homes: { userId: string; routerId: string }[],
  reason: string,
): Promise<Written[]> {
  if (homes.length === 0) return [];
  const home = new Map(homes.map((row) => [row.userId, row.routerId]));
  const rows = await ctx.tx
    .select({ ...columns, intent: desiredStates.intent })
    .from(desiredStates)
    .leftJoin(syncStates, isStateOfDesired)
    .where(and(isOneOf(desiredStates.userId, [...home.keys()]), mayHaveTrace));
  const left = rows
    .filter((row) => home.get(row.userId) !== row.routerId)
    .map((row) => ({ ...row, intent: goneIntent(row.intent) }));
  return writeIntents(ctx, left, reason);
}
