import { eq, max } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { declareDesiredState } from "@/services/desired-state";
import { randomRouterPassword, storeCredential } from "./credentials";
import { RouterPassword } from "./schemas";

const Input = z.object({
  userId: uuid(),
  password: z.preprocess((v) => (v === "" ? undefined : v), RouterPassword.optional()),
});
const { userCredentials, users } = schema;

/** Gives a user a new router password (made when none is given). Errors: forbidden, conflict (closed, static). */
export async function changePassword(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "users.write" });
  const { userId, password } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const [user] = await tx.tx
      .select({ status: users.status, serviceType: users.serviceType })
      .from(users)
      .where(eq(users.id, userId))
      .for("update");
    if (!user || user.status === "closed") throw conflict("This user is closed.");
    if (user.serviceType === "static") throw conflict("A static address has no password.");
    const [newest] = await tx.tx
      .select({ version: max(userCredentials.version) })
      .from(userCredentials)
      .where(eq(userCredentials.userId, userId));
    await storeCredential(
      tx,
      userId,
      (newest?.version ?? 0) + 1,
      password ?? randomRouterPassword(),
    );
    await declareDesiredState(tx, { userId, reason: "password changed", urgent: true });
    await recordAudit(tx, {
      action: "users.change_password",
      entity: { kind: "user", id: userId },
    });
  });
}
