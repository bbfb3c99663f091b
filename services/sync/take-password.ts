import { eq } from "drizzle-orm";
import { type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { type RouterPort, readPassword } from "@/lib/routeros";
import { type Change, type Desired, serviceKinds } from "@/lib/sync";
import { declareDesiredStates } from "@/services/desired-state";
import { takeOverPassword } from "@/services/users";
import { passwordOf } from "./compile-target";
import type { Target } from "./load-target";

const { users } = schema;

/**
 * Until a login is ours, the router is right about its password: that is what the customer's device has. It is stored
 * before the row is marked, so that whoever dies in between rewrites nothing. Returns whether it was another one than
 * ours. Throws RouterError.
 */
export async function takePassword(
  ctx: Context,
  port: RouterPort,
  target: Target,
  { session }: Desired,
  changes: readonly Change[],
): Promise<boolean> {
  const { userId } = target;
  const { service } = session;
  const login =
    service === "static"
      ? undefined
      : changes.find(({ kind }) => kind === serviceKinds[service].main);
  const password = login && (await readPassword(port, login));
  if (password === undefined || password === passwordOf(target)) return false;
  await withTransaction(ctx, async (tx) => {
    await tx.tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
    await takeOverPassword(tx, { userId, password });
    const userIds = [userId];
    // The sync is asked for when the row is marked: before, it could only say that it is somebody else's.
    await declareDesiredStates(tx, { userIds, reason: "password taken over", wake: false });
  });
  return true;
}
