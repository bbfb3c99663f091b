import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";

const Input = z.object({ userId: uuid(), autoRenew: z.boolean() });
const { users } = schema;

/** Whether the wallet renews this user by itself when their time ends. Errors: forbidden, not_found (or closed). */
export async function setAutoRenew(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  const { userId, autoRenew } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const [user] = await tx.tx
      .select({ customerId: users.customerId })
      .from(users)
      .where(and(eq(users.id, userId), ne(users.status, "closed")))
      .for("no key update");
    if (!user) throw notFound("user");
    authorise(tx, { staff: "billing.write", customer: user.customerId });
    await tx.tx.update(users).set({ autoRenew }).where(eq(users.id, userId));
    await recordAudit(tx, {
      action: autoRenew ? "billing.auto-renew-on" : "billing.auto-renew-off",
      entity: { kind: "user", id: userId },
    });
  });
}
