import { and, asc, count, eq, ne, or } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { listInputOf, type Page } from "@/lib/paging";
import { contains } from "@/lib/search";

const { customers, desiredStates, routers, syncStates, users } = schema;
const Input = listInputOf(["updatedAt"] as const, syncStates.status.enumValues);

export interface SyncIssueRow {
  userId: string;
  username: string;
  customerName: string;
  routerId: string;
  routerName: string;
  status: (typeof syncStates.status.enumValues)[number];
  lastError: string | null;
  lastErrorCode: string | null;
  failureCount: number;
  reason: string | null;
  desiredGeneration: number | null;
  observedGeneration: number;
  lastSyncedAt: Date | null;
  nextAttemptAt: Date | null;
}

/** Users whose router does not agree yet, longest first. Errors: forbidden. */
export async function listSyncIssues(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<SyncIssueRow>> {
  authorise(ctx, { staff: "read" });
  const { search, page, pageSize, status } = Input.parse(input);
  const where = and(
    status ? eq(syncStates.status, status) : ne(syncStates.status, "in_sync"),
    search
      ? or(
          contains(users.username, search),
          contains(customers.name, search),
          contains(routers.name, search),
          contains(syncStates.lastError, search),
        )
      : undefined,
  );
  const db = handle(ctx);
  const [rows, [counted]] = await Promise.all([
    db
      .select({
        userId: users.id,
        username: users.username,
        customerName: customers.name,
        routerId: routers.id,
        routerName: routers.name,
        status: syncStates.status,
        lastError: syncStates.lastError,
        lastErrorCode: syncStates.lastErrorCode,
        failureCount: syncStates.failureCount,
        reason: desiredStates.reason,
        desiredGeneration: desiredStates.generation,
        observedGeneration: syncStates.observedGeneration,
        lastSyncedAt: syncStates.lastSyncedAt,
        nextAttemptAt: syncStates.nextAttemptAt,
      })
      .from(syncStates)
      .innerJoin(users, eq(users.id, syncStates.userId))
      .innerJoin(customers, eq(customers.id, users.customerId))
      .innerJoin(routers, eq(routers.id, syncStates.routerId))
      .leftJoin(
        desiredStates,
        and(
          eq(desiredStates.userId, syncStates.userId),
          eq(desiredStates.routerId, syncStates.routerId),
        ),
      )
      .where(where)
      .orderBy(asc(syncStates.updatedAt), asc(users.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db
      .select({ total: count() })
      .from(syncStates)
      .innerJoin(users, eq(users.id, syncStates.userId))
      .innerJoin(customers, eq(customers.id, users.customerId))
      .innerJoin(routers, eq(routers.id, syncStates.routerId))
      .where(where),
  ]);
  return { rows, total: counted?.total ?? 0, pageSize };
}
