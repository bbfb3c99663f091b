import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { verifyPassword } from "@/lib/password";
import { withoutNul } from "@/lib/storable-text";
import { refundThrottle, throttle } from "@/lib/throttle";
import { createSession } from "./create-session";
import { Origin } from "./schemas";

const Input = z
  .object({
    email: z.string().trim().toLowerCase().max(200).transform(withoutNul),
    password: z.string().min(1, "Enter your password.").max(200),
  })
  .and(Origin);

const { staff } = schema;
const PER_EMAIL = { name: "staff-email", points: 10, durationSeconds: 15 * 60 };
const PER_ADDRESS = { name: "staff-address", points: 100, durationSeconds: 15 * 60 };

export interface SignedInStaff {
  sessionId: string;
  staffId: string;
}

/**
 * Checks an email address and a password and opens a session. Every try is counted before it is looked at.
 * Errors: invalid, unauthenticated (one sentence for all reasons), rate_limited.
 */
export async function signInStaff(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<SignedInStaff> {
  authorise(ctx, { anonymous: true });
  const { email, password, ...origin } = Input.parse(input);
  await throttle(ctx, PER_ADDRESS, origin.sourceAddress);
  await throttle(ctx, PER_EMAIL, email);
  const [found] = await ctx.db
    .select({ id: staff.id, status: staff.status, passwordHash: staff.passwordHash })
    .from(staff)
    .where(eq(sql`lower(${staff.email})`, email));
  const matches = await verifyPassword(found?.passwordHash, password);
  if (!found || !matches || found.status !== "active") {
    throw new AppError("unauthenticated", "The email address or the password is wrong.");
  }
  await refundThrottle(ctx, PER_ADDRESS, origin.sourceAddress);
  await refundThrottle(ctx, PER_EMAIL, email);
  return withTransaction(ctx, async (tx) => {
    await tx.tx.update(staff).set({ lastSignInAt: tx.now() }).where(eq(staff.id, found.id));
    const { sessionId } = await createSession(tx, { staffId: found.id, ...origin });
    return { sessionId, staffId: found.id };
  });
}
