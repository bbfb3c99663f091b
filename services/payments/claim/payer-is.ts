import { and, eq, isNull } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { parsePayerNumber } from "@/lib/mpesa";
import { hashPhone } from "@/lib/phone";

const { customerPhones } = schema;

/** True when the payer's number is a phone of this customer. A masked number proves nothing. */
export async function payerIs(
  ctx: Context,
  customerId: string,
  payer: string | null | undefined,
): Promise<boolean> {
  const number = payer ? parsePayerNumber(payer) : undefined;
  if (!number || number.form === "masked") return false;
  const hash = number.form === "hashed" ? number.hash : hashPhone(number.phone);
  const [phone] = await handle(ctx)
    .select({ id: customerPhones.id })
    .from(customerPhones)
    .where(
      and(
        eq(customerPhones.customerId, customerId),
        eq(customerPhones.phoneHash, hash),
        isNull(customerPhones.removedAt),
      ),
    )
    .limit(1);
  return phone !== undefined;
}
