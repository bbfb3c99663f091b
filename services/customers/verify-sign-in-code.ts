import { and, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { Phone } from "./schemas";

const Input = z.object({
  phone: Phone,
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, "The code has six digits."),
});
const { customerPhones, signInCodes } = schema;

/**
 * Uses up a sign-in code; each works once. The caller throttles by phone and by address.
 * Errors: invalid, unauthenticated (wrong, used or too old).
 */
export async function verifySignInCode(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ customerId: string }> {
  authorise(ctx, { anonymous: true });
  const { phone, code } = Input.parse(input);
  const wrong = () =>
    new AppError("unauthenticated", "This code is wrong or too old. Ask for a new one.");
  return withTransaction(ctx, async (tx) => {
    const [owner] = await tx.tx
      .select({ customerId: customerPhones.customerId })
      .from(customerPhones)
      .where(and(eq(customerPhones.phone, phone), isNull(customerPhones.removedAt)));
    if (!owner) throw wrong();
    const used = await tx.tx
      .update(signInCodes)
      .set({ usedAt: tx.now() })
      .where(
        and(
          eq(signInCodes.codeHash, sha256(`${owner.customerId}:${code}`)),
          eq(signInCodes.purpose, "customer_code"),
          isNull(signInCodes.usedAt),
          gt(signInCodes.expiresAt, tx.now()),
        ),
      )
      .returning({ id: signInCodes.id });
    if (used.length === 0) throw wrong();
    return owner;
  });
}
