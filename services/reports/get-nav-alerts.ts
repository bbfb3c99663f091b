import { and, count, desc, eq, isNotNull, isNull, or } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { alerts, booksChecks, payments, routerStates, routers, syncStates } = schema;

export interface NavAlerts {
  /** Routers that are down or stopped by the brake. */
  routers: number;
  /** Users whose sync has failed. */
  sync: number;
  /** Payments that nobody could be found for. */
  payments: number;
  /** Alerts that are open. */
  alerts: number;
  /** Promises of the books that the last check found broken. */
  books: number;
}

/** What needs a look, as numbers for the menu. Errors: forbidden. */
export async function getNavAlerts(ctx: Context): Promise<NavAlerts> {
  authorise(ctx, { staff: "read" });
  const db = handle(ctx);
  const troubled = or(eq(routerStates.reachability, "down"), isNotNull(routerStates.brakeReason));
  const [[router], [sync], [payment], [alert], [check]] = await Promise.all([
    db
      .select({ total: count() })
      .from(routers)
      .innerJoin(routerStates, eq(routerStates.routerId, routers.id))
      .where(and(eq(routers.status, "active"), troubled)),
    db.select({ total: count() }).from(syncStates).where(eq(syncStates.status, "failed")),
    db.select({ total: count() }).from(payments).where(eq(payments.status, "suspense")),
    db.select({ total: count() }).from(alerts).where(isNull(alerts.clearedAt)),
    db
      .select({ broken: booksChecks.broken })
      .from(booksChecks)
      .orderBy(desc(booksChecks.ranAt), desc(booksChecks.id))
      .limit(1),
  ]);
  return {
    routers: router?.total ?? 0,
    sync: sync?.total ?? 0,
    payments: payment?.total ?? 0,
    alerts: alert?.total ?? 0,
    books: check?.broken.length ?? 0,
  };
}
