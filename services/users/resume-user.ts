import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { declareDesiredState } from "@/services/desired-state";

const Input = z.object({ userId: uuid() });
const { users } = schema;

/** Ends a suspension; access follows paid-until again. Errors: forbidden, conflict (not suspended). */
export async function resumeUser(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "users.write" });
  const { userId } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const changed = await tx.tx
      .update(users)
      .set({ status: "active", suspendedReason: null })
      .where(and(eq(users.id, userId), eq(users.status, "suspended"), isNull(users.pausedAt)))
      .returning({ id: users.id });
    if (changed.length === 0) throw conflict("This user is not suspended, or is paused.");
    await declareDesiredState(tx, { userId, reason: "resumed", urgent: true });
    await recordAudit(tx, { action: "users.resume", entity: { kind: "user", id: userId } });
  });
}
