import { and, eq, isNull } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { accountPart, normaliseReference, parsePayerNumber } from "@/lib/mpesa";
import { hashPhone, parsePhone } from "@/lib/phone";

const { customerPhones, customers } = schema;

/**
 * The one active customer that a typed account names: their account number (alone, or with the four characters of an
 * old push's reference), or a phone of theirs. A reference without any digit ("internet", none on a Till) says
 * nothing, then the payer's own number counts. Undefined when nobody, or more than one, fits.
 */
export async function resolveAccount(
  ctx: Context,
  reference: string | undefined,
  payer?: string,
): Promise<string | undefined> {
  const typed = normaliseReference(reference ?? "");
  const account = /^\d{8}$/.test(typed) ? typed : accountPart(typed);
  if (account) {
    const owner = await byAccountNumber(ctx, account);
    if (owner) return owner;
  }
  if (/\d/.test(typed)) {
    const phone = parsePhone(typed);
    return phone ? byPhoneHash(ctx, hashPhone(phone)) : undefined;
  }
  const number = payer ? parsePayerNumber(payer) : undefined;
  if (number?.form === "plain") return byPhoneHash(ctx, hashPhone(number.phone));
  return number?.form === "hashed" ? byPhoneHash(ctx, number.hash) : undefined;
}

async function byAccountNumber(ctx: Context, accountNumber: string) {
  const [row] = await handle(ctx)
    .select({ id: customers.id })
    .from(customers)
    .where(and(eq(customers.accountNumber, accountNumber), eq(customers.status, "active")));
  return row?.id;
}

async function byPhoneHash(ctx: Context, hash: string) {
  const rows = await handle(ctx)
    .selectDistinct({ id: customers.id })
    .from(customerPhones)
    .innerJoin(customers, eq(customers.id, customerPhones.customerId))
    .where(
      and(
        eq(customerPhones.phoneHash, hash),
        isNull(customerPhones.removedAt),
        eq(customers.status, "active"),
      ),
    )
    .limit(2);
  return rows.length === 1 ? rows[0]?.id : undefined;
}
