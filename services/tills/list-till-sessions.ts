import { and, count, desc, eq, isNotNull, sql } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { listInputOf, type Page } from "@/lib/paging";
import { contains } from "@/lib/search";

const { paymentChannels, payments, staff, tillSessions } = schema;
const Input = listInputOf(["closedAt"] as const);

export interface TillSessionRow {
  id: string;
  tillName: string;
  staffName: string | null;
  openedAt: Date;
  closedAt: Date;
  openingCents: number;
  expectedCents: number;
  countedCents: number;
  differenceCents: number;
  payments: number;
  note: string | null;
}

/** Turns at the cash desks that have been closed, newest first, with what the count differed by. Errors: forbidden. */
export async function listTillSessions(
  ctx: Context,
  input: z.input<typeof Input> = {},
): Promise<Page<TillSessionRow>> {
  authorise(ctx, { staff: "read" });
  const { page, pageSize, search } = Input.parse(input);
  const where = and(
    isNotNull(tillSessions.closedAt),
    search ? contains(staff.name, search) : undefined,
  );
  const db = handle(ctx);
  const taken = sql`(select count(*) from ${payments} where ${payments.tillSessionId} = ${tillSessions.id})`;
  const [rows, [counted]] = await Promise.all([
    db
      .select({
        session: tillSessions,
        tillName: paymentChannels.name,
        staffName: staff.name,
        payments: taken.mapWith(Number),
      })
      .from(tillSessions)
      .innerJoin(paymentChannels, eq(paymentChannels.id, tillSessions.channelId))
      .leftJoin(staff, eq(staff.id, tillSessions.staffId))
      .where(where)
      .orderBy(desc(tillSessions.closedAt), desc(tillSessions.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db
      .select({ total: count() })
      .from(tillSessions)
      .leftJoin(staff, eq(staff.id, tillSessions.staffId))
      .where(where),
  ]);
  return { rows: rows.map(toRow), total: counted?.total ?? 0, pageSize };
}

function toRow(row: {
  session: typeof tillSessions.$inferSelect;
  tillName: string;
  staffName: string | null;
  payments: number;
}): TillSessionRow {
  const { session, ...names } = row;
  const [expectedCents, countedCents] = [session.expectedCents ?? 0, session.countedCents ?? 0];
  return {
    ...names,
    id: session.id,
    openedAt: session.openedAt,
    closedAt: session.closedAt ?? session.openedAt,
    openingCents: session.openingCents,
    expectedCents,
    countedCents,
    differenceCents: countedCents - expectedCents,
    note: session.note,
  };
}
