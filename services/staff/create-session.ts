import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { Origin } from "./schemas";

const Input = z
  .object({ staffId: uuid() })
  .or(z.object({ customerId: uuid() }))
  .and(Origin);

const STAFF_HOURS = 12;
const CUSTOMER_HOURS = 30 * 24;

/**
 * Opens a session for somebody whose identity has just been proved: twelve hours for staff, thirty days for a
 * customer's phone. Errors: forbidden.
 */
export async function createSession(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ sessionId: string; expiresAt: Date }> {
  authorise(ctx, { anonymous: true });
  const { sourceAddress, userAgent, ...owner } = Input.parse(input);
  const hours = "staffId" in owner ? STAFF_HOURS : CUSTOMER_HOURS;
  const sessionId = ctx.newId();
  const expiresAt = new Date(ctx.now().getTime() + hours * 3_600_000);
  const entity =
    "staffId" in owner
      ? { kind: "staff", id: owner.staffId }
      : { kind: "customer", id: owner.customerId };
  await withTransaction(ctx, async (tx) => {
    const now = tx.now();
    await tx.tx.insert(schema.sessions).values({
      id: sessionId,
      ...owner,
      sourceAddress,
      userAgent,
      createdAt: now,
      lastSeenAt: now,
      expiresAt,
    });
    await recordAudit(tx, { action: "sessions.open", entity, data: { sessionId, sourceAddress } });
  });
  return { sessionId, expiresAt };
}
