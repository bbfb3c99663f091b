import { and, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import { type Actor, authorise, type Context } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";

const Input = z.object({ sessionId: uuid() });
const SEEN_EVERY_MS = 60_000;
const { customers, sessions, staff } = schema;

export interface VerifiedSession {
  sessionId: string;
  actor: Extract<Actor, { kind: "staff" | "customer" }>;
  name: string;
  /** Of staff only. */
  email?: string;
}

/**
 * Whose session this is, or undefined when it was signed out, has ended, or its owner was dismissed or closed.
 * Read at every request, so that all of these take effect at the next click. Errors: none.
 */
export async function verifySession(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<VerifiedSession | undefined> {
  authorise(ctx, { anonymous: true });
  const parsed = Input.safeParse(input);
  if (!parsed.success) return undefined;
  const { sessionId } = parsed.data;
  const [row] = await ctx.db
    .select({ session: sessions, staff, customer: customers })
    .from(sessions)
    .leftJoin(staff, and(eq(staff.id, sessions.staffId), eq(staff.status, "active")))
    .leftJoin(customers, and(eq(customers.id, sessions.customerId), eq(customers.status, "active")))
    .where(
      and(
        eq(sessions.id, sessionId),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, ctx.now()),
      ),
    );
  if (!row) return undefined;
  await noteSeen(ctx, row.session);
  if (row.staff) {
    const { id, role, name, email } = row.staff;
    return { sessionId, actor: { kind: "staff", id, role }, name, email };
  }
  if (!row.customer) return undefined;
  return { sessionId, actor: { kind: "customer", id: row.customer.id }, name: row.customer.name };
}

/** At most one write a minute for each session. */
async function noteSeen(ctx: Context, session: typeof sessions.$inferSelect) {
  const now = ctx.now();
  if (session.lastSeenAt && now.getTime() - session.lastSeenAt.getTime() < SEEN_EVERY_MS) return;
  await ctx.db.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.id, session.id));
}
