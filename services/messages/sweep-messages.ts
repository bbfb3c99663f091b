import { and, inArray, lte } from "drizzle-orm";
import { authorise, type Context } from "@/lib/context";
import { schema } from "@/lib/db";
import { sendMessage } from "./send-message";

const BATCH = 100;
const { messages } = schema;

/** Sends what is due and was not sent by its event. Returns how many were looked at. */
export async function sweepMessages(ctx: Context): Promise<number> {
  authorise(ctx, { job: true });
  const due = await ctx.db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(inArray(messages.status, ["queued", "sending"]), lte(messages.nextAttemptAt, ctx.now())),
    )
    .limit(BATCH);
  for (const { id } of due) await sendMessage(ctx, { messageId: id });
  return due.length;
}
