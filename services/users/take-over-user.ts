import { eq, max } from "drizzle-orm";
import { dayOfMonth } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { recordTimeTakenOver } from "@/services/billing";
import { storeCredential } from "./credentials";
import { FAMILY } from "./families";

const { userCredentials, users } = schema;

export interface TakenOver {
  customerId: string;
  routerId: string;
  packageId: string;
  serviceType: keyof typeof FAMILY;
  /** As the router has it; our forms would ask for less. */
  username: string;
  password?: string;
  staticAddress: string | null;
  macAddress: string | null;
  /** Paid elsewhere up to here; null when nothing is. */
  paidUntil: Date | null;
}

/**
 * A user that lives on a router already: name, password and paid time as they are there. In the caller's transaction;
 * the caller has authorised, and declares the desired state. A taken name violates its unique index.
 */
export async function takeOverUser(ctx: TxContext, input: TakenOver): Promise<{ userId: string }> {
  const { password, ...values } = input;
  const { paidUntil, packageId } = values;
  const userId = ctx.newId();
  await ctx.tx.insert(users).values({
    id: userId,
    ...values,
    serviceFamily: FAMILY[values.serviceType],
    ...(paidUntil && { anchorDay: dayOfMonth(paidUntil) }),
    createdAt: ctx.now(),
  });
  if (password !== undefined) await storeCredential(ctx, userId, 1, password);
  if (paidUntil && paidUntil > ctx.now())
    await recordTimeTakenOver(ctx, { userId, packageId, paidUntil });
  return { userId };
}

/** Another password that the router turned out to have. In the caller's transaction; the caller declares. */
export async function takeOverPassword(
  ctx: TxContext,
  { userId, password }: { userId: string; password: string },
): Promise<void> {
  const [newest] = await ctx.tx
    .select({ version: max(userCredentials.version) })
    .from(userCredentials)
    .where(eq(userCredentials.userId, userId));
  await storeCredential(ctx, userId, (newest?.version ?? 0) + 1, password);
}
