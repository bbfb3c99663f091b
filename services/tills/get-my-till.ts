import { and, desc, eq, isNull } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { paymentChannels, tillSessions } = schema;

export interface MyTill {
  tillSessionId: string;
  name: string;
}

/** The till that the signed-in staff member has open, if any. Errors: forbidden. */
export async function getMyTill(ctx: Context): Promise<MyTill | undefined> {
  authorise(ctx, { staff: "read" });
  const [row] = await handle(ctx)
    .select({ tillSessionId: tillSessions.id, name: paymentChannels.name })
    .from(tillSessions)
    .innerJoin(paymentChannels, eq(paymentChannels.id, tillSessions.channelId))
    .where(and(eq(tillSessions.staffId, ctx.actor.id), isNull(tillSessions.closedAt)))
    .orderBy(desc(tillSessions.openedAt))
    .limit(1);
  return row;
}
