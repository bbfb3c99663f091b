import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { recordAudit } from "@/services/audit";

const Input = z.object({ name: z.string().trim().min(1, "Enter a name.").max(60) });
const { installation, paymentChannels } = schema;

/** A new cash desk with a ledger account of its own. Errors: forbidden, conflict (name taken). */
export async function addTill(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ channelId: string }> {
  authorise(ctx, { staff: "settings.write" });
  const { name } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const [same] = await tx.tx
      .select({ id: paymentChannels.id })
      .from(paymentChannels)
      .where(and(eq(paymentChannels.provider, "cash"), eq(paymentChannels.name, name)));
    const taken = "There is a till of this name already.";
    if (same) throw conflict(taken, { name: taken });
    const [home] = await tx.tx.select({ appMode: installation.appMode }).from(installation);
    const channelId = tx.newId();
    await tx.tx.insert(paymentChannels).values({
      id: channelId,
      name,
      provider: "cash",
      environment: home?.appMode === "live" ? "production" : "simulator",
      kind: "cash",
      createdAt: tx.now(),
    });
    await recordAudit(tx, {
      action: "tills.add",
      entity: { kind: "payment_channel", id: channelId },
      data: { name },
    });
    return { channelId };
  });
}
