import { and, asc, count, desc, eq, exists, or, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { listInputOf, type Page } from "@/lib/paging";
import { contains, containsPhone } from "@/lib/search";

const { customerPhones, customers, ledgerAccounts, users } = schema;
const SORTS = { name: sql`lower(${customers.name})`, createdAt: customers.createdAt };
const Input = listInputOf(["name", "createdAt"] as const, customers.status.enumValues);

export interface CustomerRow {
  id: string;
  name: string;
  accountNumber: string;
  phone: string | null;
  status: (typeof customers.status.enumValues)[number];
  userCount: number;
  walletCents: number;
  createdAt: Date;
}

/** Customers by name, account number, phone or username. Errors: forbidden. */
export async function listCustomers(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<CustomerRow>> {
  authorise(ctx, { staff: "read" });
  const { search, page, pageSize, sort, direction, status } = Input.parse(input);
  const db = handle(ctx);
  const where = and(
    status && eq(customers.status, status),
    search ? matches(ctx, search) : undefined,
  );
  const order = sort ? (direction === "desc" ? desc : asc)(SORTS[sort]) : desc(customers.createdAt);
  const [rows, [counted]] = await Promise.all([
    db
      .select({
        id: customers.id,
        name: customers.name,
        accountNumber: customers.accountNumber,
        phone: customerPhones.phone,
        status: customers.status,
        userCount: sql<number>`(select count(*)::int from ${users} where ${users.customerId} = ${customers.id} and ${users.status} <> 'closed')`,
        walletCents: sql<number>`coalesce(${ledgerAccounts.balanceCents}, 0)`.mapWith(Number),
        createdAt: customers.createdAt,
      })
      .from(customers)
      .leftJoin(
        customerPhones,
        and(eq(customerPhones.customerId, customers.id), eq(customerPhones.primary, true)),
      )
      .leftJoin(
        ledgerAccounts,
        and(eq(ledgerAccounts.customerId, customers.id), eq(ledgerAccounts.kind, "wallet")),
      )
      .where(where)
      .orderBy(order, asc(customers.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db.select({ total: count() }).from(customers).where(where),
  ]);
  return { rows, total: counted?.total ?? 0, pageSize };
}

function matches(ctx: Context, search: string): SQL | undefined {
  const db = handle(ctx);
  const phone = containsPhone(customerPhones.phone, search);
  return or(
    contains(customers.name, search),
    contains(customers.accountNumber, search),
    phone &&
      exists(
        db
          .select({ one: sql`1` })
          .from(customerPhones)
          .where(and(eq(customerPhones.customerId, customers.id), phone)),
      ),
    exists(
      db
        .select({ one: sql`1` })
        .from(users)
        .where(and(eq(users.customerId, customers.id), contains(users.username, search))),
    ),
  );
}
