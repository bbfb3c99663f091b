import { eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";

const { tillSessions } = schema;
export type TillSession = typeof tillSessions.$inferSelect;

/** An open session, locked: what is taken and the count at its close follow each other. Throws `not_found`, `conflict`. */
export async function lockOpenSession(ctx: TxContext, tillSessionId: string): Promise<TillSession> {
  const [session] = await ctx.tx
    .select()
    .from(tillSessions)
    .where(eq(tillSessions.id, tillSessionId))
    .for("no key update");
  if (!session) throw notFound("till session");
  if (session.closedAt) throw conflict("This till has been closed. Open it again first.");
  return session;
}
