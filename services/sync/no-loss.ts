import { type SQL, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { schema } from "@/lib/db";

const { users } = schema;

/**
 * Whether it is no loss to a user that this router takes their access, or their rows: their time has run out, or they
 * have moved and have access elsewhere. The brake counts nobody of whom it is true.
 */
export const isNoLoss = (ctx: Context, routerId: string): SQL<boolean> =>
  sql<boolean>`(${users.routerId} <> ${routerId} or (${users.status} = 'active'
    and coalesce(${users.accessEndsAt} <= ${ctx.now().toISOString()}::timestamptz, true)))`;
