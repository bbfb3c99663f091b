import { asc, sql } from "drizzle-orm";
import type { z } from "zod";
import {
  authorise,
  type Context,
  claimFirst,
  faultPoint,
  gathered,
  goAlone,
  type TxContext,
  withSharedTransaction,
  writeLater,
} from "@/lib/context";
import { isOneOf, isUniqueViolation, rowsOf, schema } from "@/lib/db";
import { rowOfEach } from "@/lib/group-by";
import { recordDeliveryReport } from "@/services/messages";
import { judgeC2b } from "./judge-c2b";
import { judgeProviderResult } from "./judge-provider-result";
import { judgeStk } from "./judge-stk";
import { ByInbox } from "./schemas";

const { callbackInbox } = schema;
export type InboxRow = typeof callbackInbox.$inferSelect;

/** What became of a stored callback. */
export type Judgement =
  | { verdict: "processed"; outcome: string }
  /** Kept for staff; changed no money. */
  | { verdict: "quarantined"; reason: string };

/** Tried this often before staff have to look; 10 s, doubled up to an hour. */
const MAX_ATTEMPTS = 12;
const MAX_RACES = 3;

/**
 * Decides what a stored callback is worth and, if it can be trusted, settles it in the same transaction. A row
 * that was judged already is left alone. Throws what `settle` throws; the row is then due again.
 */
export async function judgeCallback(
  ctx: Context,
  input: z.input<typeof ByInbox>,
): Promise<Judgement | { verdict: "nothing" }> {
  authorise(ctx, { job: true });
  const { inboxId } = ByInbox.parse(input);
  for (let race = 1; ; race++) {
    try {
      return await judgeOnce(ctx, inboxId);
    } catch (error) {
      // The same receipt arrived another way at this moment: look again.
      if (!ctx.tx && race < MAX_RACES && isUniqueViolation(error)) continue;
      if (!ctx.tx) await postpone(ctx, inboxId, error);
      throw error;
    }
  }
}

const judgeOnce = (ctx: Context, inboxId: string) =>
  withSharedTransaction<Judgement | { verdict: "nothing" }>(ctx, async (tx) => {
    claimFirst(tx, `inbox ${inboxId}`);
    const row = await lockReceived(tx, inboxId);
    if (!row) return { verdict: "nothing" };
    const judgement = await judge(tx, row);
    faultPoint("callback.settled");
    writeJudgement(tx, inboxId, judgement);
    return judgement;
  });

const lockReceived = gathered("inbox", async (ctx, ids: string[]) => {
  const rows = await ctx.tx
    .select()
    .from(callbackInbox)
    .where(isOneOf(callbackInbox.id, ids))
    .orderBy(asc(callbackInbox.id))
    .for("update");
  const received = rows.filter((row) => row.status === "received");
  return rowOfEach(ids, received, ({ id }) => id);
});

async function judge(ctx: TxContext, row: InboxRow): Promise<Judgement> {
  switch (row.kind) {
    case "stk_callback":
      return judgeStk(ctx, row);
    case "c2b_confirmation":
      return judgeC2b(ctx, row);
    case "provider_result":
    case "provider_timeout":
      goAlone(ctx);
      return judgeProviderResult(ctx, row);
    case "sms_report": {
      const report = Object.fromEntries(new URLSearchParams(row.body));
      return { verdict: "processed", outcome: await recordDeliveryReport(ctx, report) };
    }
    default:
      return { verdict: "processed", outcome: "nothing to judge" };
  }
}

function writeJudgement(ctx: TxContext, inboxId: string, judgement: Judgement) {
  const quarantined = judgement.verdict === "quarantined";
  if (quarantined) ctx.log.warn({ inboxId, reason: judgement.reason }, "callback quarantined");
  writeLater(ctx, setJudged, {
    id: inboxId,
    status: judgement.verdict,
    reason: quarantined ? judgement.reason : null,
    processedAt: ctx.now(),
  });
}

const JUDGED = ["id", "status", "reason", "processedAt"];

const setJudged = (judged: Pick<InboxRow, "id" | "status" | "reason" | "processedAt">[]) => sql`
  update callback_inbox i set status = j.status, reason = j.reason, processed_at = j.processed_at,
    next_attempt_at = null
  from ${rowsOf(callbackInbox, JUDGED, judged)} j where j.id = i.id`;

async function postpone(ctx: Context, inboxId: string, error: unknown) {
  ctx.log.error({ err: error, inboxId }, "a callback could not be judged");
  const next = sql`${ctx.now()}::timestamptz + least(3600, 10 * 2 ^ ${callbackInbox.attempts}) * interval '1 second'`;
  const givenUp = sql`${callbackInbox.attempts} + 1 >= ${MAX_ATTEMPTS}`;
  await ctx.db
    .update(callbackInbox)
    .set({
      attempts: sql`${callbackInbox.attempts} + 1`,
      nextAttemptAt: next,
      status: sql`case when ${givenUp} then 'quarantined' else 'received' end::inbox_status`,
      reason: sql`case when ${givenUp} then 'It could not be judged: see the log.' end`,
    })
    .where(sql`${callbackInbox.id} = ${inboxId} and ${callbackInbox.status} = 'received'`);
}
