import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";

const Input = z.object({ sessionId: uuid() });
const { sessions } = schema;

/** Signs a browser out; its cookie is worthless from now on. Knowing the id is the right to do so. Errors: none. */
export async function revokeSession(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { anonymous: true });
  const { sessionId } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const [ended] = await tx.tx
      .update(sessions)
      .set({ revokedAt: tx.now() })
      .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt)))
      .returning({ staffId: sessions.staffId, customerId: sessions.customerId });
    if (!ended) return;
    await recordAudit(tx, {
      action: "sessions.revoke",
      entity: {
        kind: ended.staffId ? "staff" : "customer",
        id: ended.staffId ?? ended.customerId ?? sessionId,
      },
      data: { sessionId },
    });
  });
}
