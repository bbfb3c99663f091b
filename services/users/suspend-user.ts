import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { declareDesiredState } from "@/services/desired-state";

const Input = z.object({
  userId: uuid(),
  reason: z
    .string()
    .trim()
    .min(3, "Say why, for whoever looks later.")
    .max(200, "At most 200 characters."),
});
const { users } = schema;

/** Takes access away whatever is paid, until resumed. Errors: forbidden, conflict (not active). */
export async function suspendUser(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "users.write" });
  const { userId, reason } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const changed = await tx.tx
      .update(users)
      .set({ status: "suspended", suspendedReason: reason })
      .where(and(eq(users.id, userId), eq(users.status, "active")))
      .returning({ id: users.id });
    if (changed.length === 0) throw conflict("This user is not active.");
    await declareDesiredState(tx, { userId, reason: `suspended: ${reason}`, urgent: true });
    await recordAudit(tx, {
      action: "users.suspend",
      entity: { kind: "user", id: userId },
      data: { reason },
    });
  });
}
