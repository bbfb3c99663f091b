import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { declareDesiredState } from "@/services/desired-state";
import { checkConnection, connectionTaken } from "./check-connection";
import { ConnectionInput } from "./schemas";

const Input = ConnectionInput.extend({
  userId: uuid(),
  /** The version the form was filled from: somebody else's change in between is a conflict. */
  version: z.coerce.number().int(),
});
const { users } = schema;

/**
 * Renames a user, moves it to another router, gives it a fixed address or ties it to a device; the routers follow.
 * Errors: forbidden, not_found, invalid (router or address not usable), conflict (closed, taken, or changed meanwhile).
 */
export async function updateConnection(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "users.write" });
  const { userId, version, ...values } = Input.parse(input);
  try {
    await withTransaction(ctx, async (tx) => {
      const before = await load(tx, userId);
      await checkConnection(tx, before.serviceType, values);
      const changed = await tx.tx
        .update(users)
        .set({
          ...values,
          staticAddress: values.staticAddress ?? null,
          macAddress: values.macAddress ?? null,
          version: version + 1,
        })
        .where(and(eq(users.id, userId), eq(users.version, version), ne(users.status, "closed")))
        .returning({ id: users.id });
      if (changed.length === 0)
        throw conflict("Somebody changed this user meanwhile. Reload and try again.");
      await declareDesiredState(tx, { userId, reason: "connection changed", urgent: true });
      await recordAudit(tx, {
        action: "users.update_connection",
        entity: { kind: "user", id: userId },
        data: { ...values, before },
      });
    });
  } catch (error) {
    connectionTaken(error);
  }
}

async function load(ctx: TxContext, userId: string) {
  const [user] = await ctx.tx
    .select({
      serviceType: users.serviceType,
      routerId: users.routerId,
      username: users.username,
      staticAddress: users.staticAddress,
      macAddress: users.macAddress,
      status: users.status,
    })
    .from(users)
    .where(eq(users.id, userId))
    .for("update");
  if (!user) throw notFound("user");
  if (user.status === "closed") throw conflict("This user is closed.");
  return user;
}
