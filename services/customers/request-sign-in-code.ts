import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { randomDigits, sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { getInstallation } from "@/services/installation";
import { queueMessage } from "@/services/messages";
import { Phone } from "./schemas";

const Input = z.object({ phone: Phone });
const LIFE_MINUTES = 10;
const { customerPhones, customers, signInCodes } = schema;

/**
 * Sends a six-digit sign-in code by SMS, if the phone belongs to a customer. Says nothing either way, so that
 * numbers cannot be probed. The caller throttles by phone and by address. Errors: invalid.
 */
export async function requestSignInCode(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { anonymous: true });
  const { phone } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const [owner] = await tx.tx
      .select({ customerId: customers.id })
      .from(customerPhones)
      .innerJoin(customers, eq(customers.id, customerPhones.customerId))
      .where(
        and(
          eq(customerPhones.phone, phone),
          isNull(customerPhones.removedAt),
          eq(customers.status, "active"),
        ),
      );
    if (owner) await sendCode(tx, owner.customerId, phone);
  });
}

async function sendCode(ctx: TxContext, customerId: string, phone: string) {
  const code = randomDigits(6);
  const id = ctx.newId();
  await ctx.tx.insert(signInCodes).values({
    id,
    purpose: "customer_code",
    customerId,
    codeHash: sha256(`${customerId}:${code}`),
    createdAt: ctx.now(),
    expiresAt: new Date(ctx.now().getTime() + LIFE_MINUTES * 60_000),
  });
  const { operatorName } = await getInstallation(ctx);
  await queueMessage(ctx, {
    customerId,
    phone,
    template: "sign_in_code",
    values: { operator: operatorName, code, minutes: String(LIFE_MINUTES) },
    dedupeKey: `sign-in-code:${id}`,
  });
}
