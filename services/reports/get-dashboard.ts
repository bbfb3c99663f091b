import { startOfDay, subDays } from "date-fns";
import { and, count, eq, gte, inArray, isNotNull, sql } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { inNairobi, ZONE } from "@/lib/time";
import { getSyncCounts, type SyncCounts } from "./get-sync-counts";
import { listPayments, type PaymentRow } from "./list-payments";

const CHART_DAYS = 14;
const LATENCY_DAYS = 7;
const RECENT = 6;
const { customers, payments, restorations, routerStates, routers, syncStates, users } = schema;

export interface Dashboard {
  customers: number;
  users: { total: number; active: number; online: number };
  sync: SyncCounts;
  routers: { up: number; down: number; unknown: number; braked: number };
  today: { revenueCents: number; payments: number };
  needsLook: number;
  /** From callback to verified on the router, over the last seven days. */
  latency: { p50Ms: number | null; p95Ms: number | null; count: number };
  chart: { day: string; revenueCents: number; payments: number }[];
  recent: PaymentRow[];
}

/** The state of the business from cached state alone: no router and no provider is asked. Errors: forbidden. */
export async function getDashboard(ctx: Context): Promise<Dashboard> {
  authorise(ctx, { staff: "read" });
  const [people, sync, routerCounts, chart, needsLook, latency, recent] = await Promise.all([
    countPeople(ctx),
    getSyncCounts(ctx),
    countRouters(ctx),
    loadChart(ctx),
    countSuspense(ctx),
    loadLatency(ctx),
    listPayments(ctx, { pageSize: RECENT }),
  ]);
  const today = chart.at(-1);
  return {
    ...people,
    sync,
    routers: routerCounts,
    today: { revenueCents: today?.revenueCents ?? 0, payments: today?.payments ?? 0 },
    needsLook,
    latency,
    chart,
    recent: recent.rows,
  };
}

async function countPeople(ctx: Context) {
  const db = handle(ctx);
  const now = ctx.now().toISOString();
  const [[customerCount], [userCounts], [online]] = await Promise.all([
    db.select({ total: count() }).from(customers).where(eq(customers.status, "active")),
    db
      .select({
        total: sql<number>`count(*) filter (where ${users.status} <> 'closed')`.mapWith(Number),
        active:
          sql<number>`count(*) filter (where ${users.status} = 'active' and ${users.accessEndsAt} > ${now}::timestamptz)`.mapWith(
            Number,
          ),
      })
      .from(users),
    db.select({ total: count() }).from(syncStates).where(eq(syncStates.online, true)),
  ]);
  return {
    customers: customerCount?.total ?? 0,
    users: {
      total: userCounts?.total ?? 0,
      active: userCounts?.active ?? 0,
      online: online?.total ?? 0,
    },
  };
}

async function countRouters(ctx: Context) {
  const rows = await handle(ctx)
    .select({ reachability: routerStates.reachability, brake: routerStates.brakeReason })
    .from(routers)
    .leftJoin(routerStates, eq(routerStates.routerId, routers.id))
    .where(eq(routers.status, "active"));
  const having = (state: "up" | "down" | "unknown") =>
    rows.filter((row) => (row.reachability ?? "unknown") === state).length;
  return {
    up: having("up"),
    down: having("down"),
    unknown: having("unknown"),
    braked: rows.filter((row) => row.brake).length,
  };
}

async function loadChart(ctx: Context) {
  const today = startOfDay(inNairobi(ctx.now()));
  const first = subDays(today, CHART_DAYS - 1);
  const day = sql<string>`to_char(${payments.paidAt} at time zone ${sql.raw(`'${ZONE}'`)}, 'YYYY-MM-DD')`;
  const rows = await handle(ctx)
    .select({
      day,
      revenueCents: sql<number>`sum(${payments.amountCents})`.mapWith(Number),
      payments: count(),
    })
    .from(payments)
    .where(
      and(
        inArray(payments.status, ["credited", "split"]),
        gte(payments.paidAt, new Date(first.getTime())),
      ),
    )
    .groupBy(day);
  const byDay = new Map(rows.map((row) => [row.day, row]));
  return Array.from({ length: CHART_DAYS }, (_, index) => {
    const date = subDays(today, CHART_DAYS - 1 - index);
    const key = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
      .map((part) => String(part).padStart(2, "0"))
      .join("-");
    return byDay.get(key) ?? { day: key, revenueCents: 0, payments: 0 };
  });
}

async function countSuspense(ctx: Context) {
  const [row] = await handle(ctx)
    .select({ total: count() })
    .from(payments)
    .where(eq(payments.status, "suspense"));
  return row?.total ?? 0;
}

async function loadLatency(ctx: Context) {
  const since = subDays(ctx.now(), LATENCY_DAYS);
  const ms = sql`extract(epoch from ${restorations.verifiedAt} - ${restorations.callbackAt}) * 1000`;
  const at = (share: number) =>
    sql<
      number | null
    >`percentile_cont(${sql.raw(String(share))}) within group (order by ${ms})`.mapWith(Number);
  const [row] = await handle(ctx)
    .select({ p50Ms: at(0.5), p95Ms: at(0.95), total: count() })
    .from(restorations)
    .where(
      and(
        gte(restorations.committedAt, since),
        isNotNull(restorations.callbackAt),
        isNotNull(restorations.verifiedAt),
      ),
    );
  const total = row?.total ?? 0;
  return {
    p50Ms: total ? (row?.p50Ms ?? null) : null,
    p95Ms: total ? (row?.p95Ms ?? null) : null,
    count: total,
  };
}
