import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { ledgerAccounts, paymentChannels, staff, tillSessions } = schema;

export interface TillRow {
  channelId: string;
  name: string;
  /** The turn that is going on. */
  session: {
    tillSessionId: string;
    staffId: string;
    staffName: string | null;
    openedAt: Date;
    openingCents: number;
    /** What should lie in it now, by the books. */
    expectedCents: number;
  } | null;
  /** What was counted at the last close. */
  lastCountedCents: number | null;
}

/** The cash desks in use, each with who has it open. Errors: forbidden. */
export async function listTills(ctx: Context): Promise<TillRow[]> {
  authorise(ctx, { staff: "read" });
  const rows = await handle(ctx)
    .select({
      channelId: paymentChannels.id,
      name: paymentChannels.name,
      session: tillSessions,
      staffName: staff.name,
      balanceCents: ledgerAccounts.balanceCents,
      lastCountedCents: sql<number | null>`(
        select s.counted_cents from till_sessions s
        where s.channel_id = ${paymentChannels.id} and s.closed_at is not null
        order by s.closed_at desc limit 1)`.mapWith((cents) =>
        cents === null ? null : Number(cents),
      ),
    })
    .from(paymentChannels)
    .leftJoin(
      tillSessions,
      and(eq(tillSessions.channelId, paymentChannels.id), isNull(tillSessions.closedAt)),
    )
    .leftJoin(staff, eq(staff.id, tillSessions.staffId))
    .leftJoin(
      ledgerAccounts,
      and(eq(ledgerAccounts.kind, "cash_till"), eq(ledgerAccounts.channelId, paymentChannels.id)),
    )
    .where(and(eq(paymentChannels.kind, "cash"), eq(paymentChannels.active, true)))
    .orderBy(asc(paymentChannels.name));
  return rows.map(({ channelId, name, session, staffName, balanceCents, lastCountedCents }) => ({
    channelId,
    name,
    lastCountedCents,
    session: session && {
      tillSessionId: session.id,
      staffId: session.staffId,
      staffName,
      openedAt: session.openedAt,
      openingCents: session.openingCents,
      expectedCents: session.openingCents + (balanceCents ?? 0) - session.openingBalanceCents,
    },
  }));
}
