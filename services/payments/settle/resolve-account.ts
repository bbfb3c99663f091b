import { and, eq, inArray, isNull } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { namedBy } from "./named-by";

const { customerPhones, customers } = schema;

/**
 * The one active customer that a typed account names: their account number (alone, or with the four characters of an
 * old push's reference), or a phone of theirs. Undefined when nobody, or more than one, fits.
 */
export async function resolveAccount(
  ctx: Context,
  reference: string | undefined,
  payer?: string,
): Promise<string | undefined> {
  const { accounts, phoneHashes } = namedBy(reference, payer);
  const owners = accounts.length > 0 ? await byAccountNumber(ctx, accounts) : [];
  if (owners.length > 0) return onlyOne(owners);
  return phoneHashes.length > 0 ? onlyOne(await byPhoneHash(ctx, phoneHashes)) : undefined;
}

const onlyOne = (rows: { id: string }[]) => (rows.length === 1 ? rows[0]?.id : undefined);

const byAccountNumber = (ctx: Context, accountNumbers: string[]) =>
  handle(ctx)
    .select({ id: customers.id })
    .from(customers)
    .where(and(inArray(customers.accountNumber, accountNumbers), eq(customers.status, "active")));

const byPhoneHash = (ctx: Context, hashes: string[]) =>
  handle(ctx)
    .selectDistinct({ id: customers.id })
    .from(customerPhones)
    .innerJoin(customers, eq(customers.id, customerPhones.customerId))
    .where(
      and(
        inArray(customerPhones.phoneHash, hashes),
        isNull(customerPhones.removedAt),
        eq(customers.status, "active"),
      ),
    )
    .limit(2);
