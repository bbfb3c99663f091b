import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

/** Africa's Talking's delivery report, as far as we read it. */
const Report = z.object({
  id: z.string().min(1),
  status: z.string(),
  failureReason: z.string().optional(),
});
const { messages } = schema;

/** Notes what the gateway says became of an SMS; reports in the wrong order never undo "delivered". */
export async function recordDeliveryReport(
  ctx: Context,
  input: unknown,
): Promise<"noted" | "unknown"> {
  authorise(ctx, { provider: true, job: true });
  const report = Report.safeParse(input);
  if (!report.success) return "unknown";
  const { id, status, failureReason } = report.data;
  const delivered = status === "Success" || status === "Delivered";
  const failed = status === "Failed" || status === "Rejected";
  if (!delivered && !failed) return "noted";
  const changed = await handle(ctx)
    .update(messages)
    .set(
      delivered
        ? { status: "delivered", deliveredAt: ctx.now() }
        : { status: "failed", error: failureReason ?? status },
    )
    .where(and(eq(messages.providerMessageId, id), inArray(messages.status, ["sending", "sent"])))
    .returning({ id: messages.id });
  return changed.length > 0 ? "noted" : "unknown";
}
