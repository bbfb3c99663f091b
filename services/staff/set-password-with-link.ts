import { and, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { hashPassword } from "@/lib/password";
import { recordAudit } from "@/services/audit";
import { checkSetupLink } from "./check-setup-link";
import { NewPassword } from "./schemas";

const Input = z.object({ token: z.string().max(200), password: NewPassword });
const { sessions, signInCodes, staff } = schema;
const wrongLink = () =>
  new AppError("unauthenticated", "This link is wrong, was used, or is too old.");

/**
 * Uses up a one-time link to set its owner's password; sessions opened before end.
 * Errors: invalid, unauthenticated (wrong, used or too old).
 */
export async function setPasswordWithLink(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ email: string }> {
  authorise(ctx, { anonymous: true });
  const { token, password } = Input.parse(input);
  // Hashing is costly: not for strangers.
  if (!(await checkSetupLink(ctx, { token }))) throw wrongLink();
  const passwordHash = await hashPassword(password);
  return withTransaction(ctx, async (tx) => {
    const [used] = await tx.tx
      .update(signInCodes)
      .set({ usedAt: tx.now() })
      .where(
        and(
          eq(signInCodes.codeHash, sha256(token)),
          eq(signInCodes.purpose, "owner_setup"),
          isNull(signInCodes.usedAt),
          gt(signInCodes.expiresAt, tx.now()),
        ),
      )
      .returning({ staffId: signInCodes.staffId });
    const [owner] = used?.staffId
      ? await tx.tx
          .update(staff)
          .set({ passwordHash })
          .where(and(eq(staff.id, used.staffId), eq(staff.status, "active")))
          .returning({ id: staff.id, email: staff.email })
      : [];
    if (!owner) throw wrongLink();
    await tx.tx
      .update(sessions)
      .set({ revokedAt: tx.now() })
      .where(and(eq(sessions.staffId, owner.id), isNull(sessions.revokedAt)));
    await recordAudit(tx, {
      action: "staff.set_password",
      entity: { kind: "staff", id: owner.id },
    });
    return { email: owner.email };
  });
}
