import { and, eq, lt, or, sql } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";
import { isKnownToken } from "./known-token";
import { CallbackInput } from "./schemas";
import { storeAtOnce } from "./store-at-once";
import { isTrustedSource } from "./trusted-source";

const { callbackInbox, untrustedCallbackCounts } = schema;
type Callback = z.output<typeof CallbackInput>;

/** Of a body that nobody vouches for, this much is kept, and so many in an hour. */
const UNTRUSTED_BYTES = 2048;
export const UNTRUSTED_PER_HOUR = 200;
/** The sweep judges what its event has not within this time. */
const EVENT_GRACE_MS = 30_000;

/**
 * Keeps a provider's body as it came, before anything is believed of it. A repeat is counted; one that is
 * better trusted than before is judged again. Only when this returns may the sender be told 200.
 */
export async function storeCallback(
  ctx: Context,
  input: z.input<typeof CallbackInput>,
): Promise<{ stored: true; inboxId?: string }> {
  authorise(ctx, { provider: true });
  const callback = CallbackInput.parse(input);
  const atOnce = callback.tooLarge ? undefined : await storeAtOnce(ctx, toRow(ctx, callback, true));
  if (atOnce) return { stored: true, inboxId: atOnce };
  return withTransaction(ctx, async (tx) => {
    const row = toRow(tx, callback, await isKnownToken(tx, callback.kind, callback.token));
    const inboxId = row.tokenKnown
      ? ((await insertRow(tx, row)) ?? (await countRepeat(tx, row)))
      : ((await countRepeat(tx, row)) ?? (await insertUntrusted(tx, row)));
    return { stored: true, inboxId };
  });
}

type Row = typeof callbackInbox.$inferInsert;

function toRow(ctx: Context, callback: Callback, tokenKnown: boolean): Row {
  const { kind, token, sourceAddress, body, tooLarge } = callback;
  const keepShort = !tokenKnown || tooLarge;
  const now = ctx.now();
  return {
    id: ctx.newId(),
    kind,
    // With the kind: a validation and its confirmation are the same body with the same token.
    dedupeHash: sha256([kind, token, sourceAddress, body].join("\n")),
    tokenHash: sha256(token),
    tokenKnown,
    sourceAddress,
    sourceTrusted: isTrustedSource(sourceAddress),
    body: keepShort ? body.slice(0, UNTRUSTED_BYTES) : body,
    receivedAt: now,
    ...firstStatus(kind, tokenKnown, tooLarge, now),
  };
}

/** What can never be believed is quarantined at once; a validation is a question and needs no judging. */
function firstStatus(kind: Row["kind"], tokenKnown: boolean, tooLarge: boolean, now: Date) {
  const reason = !tokenKnown
    ? "The secret in its address is unknown."
    : tooLarge
      ? "The body is longer than 64 KB."
      : undefined;
  if (reason) return { status: "quarantined" as const, reason, processedAt: now };
  if (kind === "c2b_validation") return { status: "processed" as const, processedAt: now };
  const nextAttemptAt = new Date(now.getTime() + EVENT_GRACE_MS);
  return { status: "received" as const, nextAttemptAt };
}

async function insertRow(ctx: TxContext, row: Row): Promise<string | undefined> {
  const [inserted] = await ctx.tx
    .insert(callbackInbox)
    .values(row)
    .onConflictDoNothing({ target: callbackInbox.dedupeHash })
    .returning({ id: callbackInbox.id, status: callbackInbox.status });
  if (inserted?.status === "received") await announce(ctx, inserted.id);
  return inserted?.id;
}

/** The id of the row that holds this very body already; undefined when there is none. */
async function countRepeat(ctx: TxContext, row: Row): Promise<string | undefined> {
  const { sourceTrusted, tokenKnown } = row;
  const lessTrusted = or(
    and(eq(callbackInbox.sourceTrusted, false), sql`${sourceTrusted}`),
    and(eq(callbackInbox.tokenKnown, false), sql`${tokenKnown}`),
  );
  const same = eq(callbackInbox.dedupeHash, row.dedupeHash);
  const deliveries = sql`${callbackInbox.deliveries} + 1`;
  const [better] = await ctx.tx
    .update(callbackInbox)
    .set({
      deliveries,
      sourceTrusted,
      tokenKnown,
      status: row.status,
      reason: row.reason ?? null,
      nextAttemptAt: row.nextAttemptAt,
      processedAt: null,
      attempts: 0,
      // It is judged anew: what staff noted was about less. The audit log keeps their words.
      doneAt: null,
      doneBy: null,
      doneNote: null,
    })
    .where(and(same, lessTrusted))
    .returning({ id: callbackInbox.id, status: callbackInbox.status });
  if (better?.status === "received") await announce(ctx, better.id);
  if (better) return better.id;
  const [repeat] = await ctx.tx
    .update(callbackInbox)
    .set({ deliveries })
    .where(same)
    .returning({ id: callbackInbox.id });
  return repeat?.id;
}

/** Kept while the hour has room, else only counted, so that a flood cannot fill the disk. */
async function insertUntrusted(ctx: TxContext, row: Row): Promise<string | undefined> {
  const hour = new Date(Math.floor(ctx.now().getTime() / 3_600_000) * 3_600_000);
  const counts = untrustedCallbackCounts;
  const [kept] = await ctx.tx
    .insert(counts)
    .values({ hour, kept: 1 })
    .onConflictDoUpdate({
      target: counts.hour,
      set: { kept: sql`${counts.kept} + 1` },
      setWhere: lt(counts.kept, UNTRUSTED_PER_HOUR),
    })
    .returning({ kept: counts.kept });
  if (kept) return insertRow(ctx, row);
  await ctx.tx
    .update(counts)
    .set({ dropped: sql`${counts.dropped} + 1` })
    .where(eq(counts.hour, hour));
  return undefined;
}

const announce = (ctx: TxContext, inboxId: string) =>
  enqueueEvent(ctx, "payments/callback.received", { inboxId });
