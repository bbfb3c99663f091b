import { and, asc, count, desc, eq, gt, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { listInputOf, type Page } from "@/lib/paging";
import { contains } from "@/lib/search";
import { type Access, accessOf } from "./access";
import { type Explanation, explainToStaff } from "./explain/explain-users";

const { customers, packages, routers, syncStates, users } = schema;
const SORTS = {
  username: sql`lower(${users.username})`,
  customer: sql`lower(${customers.name})`,
  paidUntil: users.paidUntil,
  createdAt: users.createdAt,
};
const STATUSES = [
  "on",
  "grace",
  "expired",
  "unpaid",
  "suspended",
  "closed",
  "online",
  "sync_owed",
] as const;
const Input = listInputOf(
  ["username", "customer", "paidUntil", "createdAt"] as const,
  STATUSES,
).extend({ customerId: uuid().optional(), routerId: uuid().optional() });

export interface UserRow {
  id: string;
  username: string;
  customerId: string;
  customerName: string;
  packageName: string;
  routerId: string;
  routerName: string;
  access: Access;
  paidUntil: Date | null;
  /** What a pause keeps; null without one. */
  pausedSecondsLeft: number | null;
  syncStatus: (typeof syncStates.status.enumValues)[number];
  online: boolean | null;
  lastError: string | null;
  /** Why the user is online or offline. */
  why: Explanation | undefined;
}

/** Users by username, customer or account number; `status` filters by access, session or sync. Errors: forbidden. */
export async function listUsers(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<UserRow>> {
  authorise(ctx, { staff: "read" });
  const parsed = Input.parse(input);
  const { page, pageSize, sort, direction } = parsed;
  const where = filter(parsed, ctx.now());
  const order = sort ? (direction === "desc" ? desc : asc)(SORTS[sort]) : desc(users.createdAt);
  const db = handle(ctx);
  const onRouter = and(eq(syncStates.userId, users.id), eq(syncStates.routerId, users.routerId));
  const [found, [counted]] = await Promise.all([
    db
      .select({
        user: users,
        customerName: customers.name,
        packageName: packages.name,
        routerName: routers.name,
        syncStatus: syncStates.status,
        online: syncStates.online,
        lastError: syncStates.lastError,
      })
      .from(users)
      .innerJoin(customers, eq(customers.id, users.customerId))
      .innerJoin(packages, eq(packages.id, users.packageId))
      .innerJoin(routers, eq(routers.id, users.routerId))
      .leftJoin(syncStates, onRouter)
      .where(where)
      .orderBy(order, asc(users.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db
      .select({ total: count() })
      .from(users)
      .innerJoin(customers, eq(customers.id, users.customerId))
      .leftJoin(syncStates, onRouter)
      .where(where),
  ]);
  const why = await explainToStaff(
    ctx,
    found.map(({ user }) => user.id),
  );
  const rows = found.map(({ user, syncStatus, ...rest }) => ({
    ...rest,
    id: user.id,
    username: user.username,
    customerId: user.customerId,
    routerId: user.routerId,
    access: accessOf(user, ctx.now()),
    paidUntil: user.paidUntil,
    pausedSecondsLeft: user.pausedSecondsLeft,
    syncStatus: syncStatus ?? "unknown",
    why: why.get(user.id),
  }));
  return { rows, total: counted?.total ?? 0, pageSize };
}

function filter(input: z.output<typeof Input>, now: Date): SQL | undefined {
  const { search, status, customerId, routerId } = input;
  return and(
    customerId ? eq(users.customerId, customerId) : undefined,
    routerId ? eq(users.routerId, routerId) : undefined,
    status ? statusFilter(status, now) : undefined,
    search
      ? or(
          contains(users.username, search),
          contains(customers.name, search),
          contains(customers.accountNumber, search),
        )
      : undefined,
  );
}

function statusFilter(status: (typeof STATUSES)[number], now: Date): SQL | undefined {
  const active = eq(users.status, "active");
  switch (status) {
    case "on":
      return and(active, gt(users.accessEndsAt, now));
    case "grace":
      return and(
        active,
        eq(users.billingMode, "prepaid"),
        gt(users.creditUntil, now),
        or(isNull(users.paidUntil), lte(users.paidUntil, now)),
      );
    case "expired":
      return and(active, lte(users.accessEndsAt, now));
    case "unpaid":
      return and(active, isNull(users.accessEndsAt));
    case "online":
      return eq(syncStates.online, true);
    case "sync_owed":
      return sql`${syncStates.status} <> 'in_sync'`;
    default:
      return eq(users.status, status);
  }
}
