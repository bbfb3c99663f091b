import { and, asc, inArray, lte } from "drizzle-orm";
import { authorise, type Context } from "@/lib/context";
import { schema } from "@/lib/db";
import { sendMessage } from "./send-message";

const BATCH = 100;
const AT_ONCE = 10;
/** Nothing more is begun after this: a gateway that is silent must not hold up the tick, and with it every other sweep. */
const BEGIN_WITHIN_MS = 5_000;
const { messages } = schema;

/** Sends what is due and was not sent by its event, oldest first, for a few seconds. Returns how many were looked at. */
export async function sweepMessages(ctx: Context): Promise<number> {
  authorise(ctx, { job: true });
  const due = await ctx.db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(inArray(messages.status, ["queued", "sending"]), lte(messages.nextAttemptAt, ctx.now())),
    )
    .orderBy(asc(messages.nextAttemptAt))
    .limit(BATCH);
  const startedAt = performance.now();
  let looked = 0;
  const sendOn = async () => {
    while (performance.now() - startedAt < BEGIN_WITHIN_MS) {
      const next = due[looked];
      if (!next) return;
      looked++;
      await sendMessage(ctx, { messageId: next.id });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendOn));
  return looked;
}
