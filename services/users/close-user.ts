import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { declareDesiredState } from "@/services/desired-state";

const Input = z.object({ userId: uuid() });
const { users } = schema;

/** Ends a login for good: it leaves the router, its history stays. Errors: forbidden, conflict (closed already). */
export async function closeUser(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "users.write" });
  const { userId } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const changed = await tx.tx
      .update(users)
      .set({ status: "closed", closedAt: tx.now() })
      .where(and(eq(users.id, userId), ne(users.status, "closed")))
      .returning({ id: users.id });
    if (changed.length === 0) throw conflict("This user is closed already.");
    await declareDesiredState(tx, { userId, reason: "closed", urgent: true });
    await recordAudit(tx, { action: "users.close", entity: { kind: "user", id: userId } });
  });
}
