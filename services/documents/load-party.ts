import { and, eq, isNull } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { formatPhone } from "@/lib/phone";

const { customerPhones, customers } = schema;

export interface Party {
  id: string;
  name: string;
  accountNumber: string;
  phone: string | null;
  email: string | null;
  address: string | null;
}

/** Whom a document is for; undefined when there is no such customer. The caller has authorised. */
export async function loadParty(ctx: Context, customerId: string): Promise<Party | undefined> {
  const [found] = await handle(ctx)
    .select({
      id: customers.id,
      name: customers.name,
      accountNumber: customers.accountNumber,
      phone: customerPhones.phone,
      email: customers.email,
      address: customers.address,
    })
    .from(customers)
    .leftJoin(
      customerPhones,
      and(
        eq(customerPhones.customerId, customers.id),
        eq(customerPhones.primary, true),
        isNull(customerPhones.removedAt),
      ),
    )
    .where(eq(customers.id, customerId));
  return found && { ...found, phone: found.phone && formatPhone(found.phone) };
}

/** Name first, then what is known. */
export const partyLines = ({ name, accountNumber, phone, email, address }: Party): string[] => [
  name,
  `Account ${accountNumber}`,
  ...[address, phone, email].filter((line) => line !== null),
];
