import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { decrypt } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";

const Input = z.object({ userId: uuid() });
const { userCredentials } = schema;

/** The router password in clear, for the technician who sets up the device; audited. Errors: forbidden, not_found. */
export async function revealPassword(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ password: string }> {
  authorise(ctx, { staff: "users.write" });
  const { userId } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const [row] = await tx.tx
      .select({ sealed: userCredentials.passwordEncrypted })
      .from(userCredentials)
      .where(eq(userCredentials.userId, userId))
      .orderBy(desc(userCredentials.version))
      .limit(1);
    if (!row) throw notFound("user");
    await recordAudit(tx, {
      action: "users.reveal_password",
      entity: { kind: "user", id: userId },
    });
    return { password: decrypt(row.sealed, `user-credential:${userId}`) };
  });
}
