import { and, avg, count, desc, eq, gt, inArray, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { loadSettings } from "@/services/settings";
import type { Condition } from "./condition";
import { judgeChannel } from "./judge-channel";
import { judgeRouter } from "./judge-router";
import { loadReceiptGaps, NO_GAPS } from "./load-receipt-gaps";

const { desiredStates, paymentChannels, payments, routerSamples, routerStates, routers } = schema;
const { stkAttempts } = schema;
const LOAD_MS = 10 * 60_000;
const LEAST_READINGS = 5;
const CALLBACKS_MS = 2 * 3_600_000;

/** Everything that is so at this moment, from cached state alone. */
export async function findConditions(
  ctx: Context,
  open: ReadonlySet<string>,
): Promise<Condition[]> {
  const found = await Promise.all([ofRouters(ctx, open), ofChannels(ctx)]);
  return found.flat();
}

async function ofRouters(ctx: Context, open: ReadonlySet<string>): Promise<Condition[]> {
  const now = ctx.now();
  const [{ cpuPercent }, loads, users, rows] = await Promise.all([
    loadSettings(ctx, "alerts"),
    recentLoads(ctx, now),
    countUsers(ctx),
    handle(ctx)
      .select({ router: routers, state: routerStates })
      .from(routers)
      .innerJoin(routerStates, eq(routerStates.routerId, routers.id))
      .where(eq(routers.status, "active")),
  ]);
  return rows.flatMap(({ router, state }) => {
    const facts = {
      ...state,
      id: router.id,
      name: router.name,
      hardwareId: router.hardwareId,
      users: users.get(router.id) ?? 0,
      cpuPercent: loads.get(router.id) ?? null,
    };
    return judgeRouter(facts, { now, cpuPercent, cpuWasHigh: open.has(`cpu_high ${router.id}`) });
  });
}

async function recentLoads(ctx: Context, now: Date): Promise<Map<string, number>> {
  const rows = await handle(ctx)
    .select({
      routerId: routerSamples.routerId,
      load: avg(routerSamples.cpuLoadPercent).mapWith(Number),
    })
    .from(routerSamples)
    .where(gt(routerSamples.at, new Date(now.getTime() - LOAD_MS)))
    .groupBy(routerSamples.routerId)
    .having(sql`count(*) >= ${LEAST_READINGS}`);
  return new Map(rows.map((row) => [row.routerId, row.load ?? 0]));
}

async function countUsers(ctx: Context): Promise<Map<string, number>> {
  const rows = await handle(ctx)
    .select({ routerId: desiredStates.routerId, total: count() })
    .from(desiredStates)
    .where(sql`${desiredStates.intent}->>'access' = 'on'`)
    .groupBy(desiredStates.routerId);
  return new Map(rows.map((row) => [row.routerId, row.total]));
}

async function ofChannels(ctx: Context): Promise<Condition[]> {
  const now = ctx.now();
  const since = new Date(now.getTime() - CALLBACKS_MS);
  const [channels, refused, gaps, heard] = await Promise.all([
    handle(ctx)
      .select()
      .from(paymentChannels)
      .where(and(eq(paymentChannels.provider, "mpesa"), eq(paymentChannels.active, true))),
    refusedPushes(ctx, since),
    loadReceiptGaps(ctx),
    handle(ctx)
      .select({
        channelId: payments.channelId,
        byCallback:
          sql<number>`count(*) filter (where ${inArray(payments.source, ["stk_callback", "c2b_confirmation"])})`.mapWith(
            Number,
          ),
        otherwise: sql<number>`count(*) filter (where ${payments.source} = 'pull')`.mapWith(Number),
        pushPaidAt:
          sql`max(${payments.createdAt}) filter (where ${payments.attemptId} is not null)`.mapWith(
            payments.createdAt,
          ),
      })
      .from(payments)
      .where(gt(payments.createdAt, since))
      .groupBy(payments.channelId),
  ]);
  const byChannel = new Map(heard.map(({ channelId, ...counts }) => [channelId, counts]));
  const none = { byCallback: 0, otherwise: 0, pushPaidAt: null };
  return channels.flatMap((channel) => {
    const { pushPaidAt, ...counts } = byChannel.get(channel.id) ?? none;
    const last = refused.get(channel.id);
    const pushRefused = last && (!pushPaidAt || pushPaidAt < last.at) ? last : null;
    const receiptGaps = gaps.get(channel.id) ?? NO_GAPS;
    return judgeChannel({ ...channel, heard: counts, pushRefused, receiptGaps }, now);
  });
}

/** Of each shortcode the last prompt that failed because of it. The index of the same name holds no others. */
async function refusedPushes(ctx: Context, since: Date) {
  const rows = await handle(ctx)
    .selectDistinctOn([stkAttempts.channelId], {
      channelId: stkAttempts.channelId,
      code: stkAttempts.resultCode,
      at: stkAttempts.resolvedAt,
    })
    .from(stkAttempts)
    .where(
      and(
        sql`${stkAttempts.resultCode} in ('setup', '8', '2028', 'SFC_IC0003')`,
        gt(stkAttempts.resolvedAt, since),
      ),
    )
    .orderBy(stkAttempts.channelId, desc(stkAttempts.resolvedAt));
  return new Map(
    rows.flatMap(({ channelId, code, at }) =>
      code && at ? [[channelId, { code, at }] as const] : [],
    ),
  );
}
