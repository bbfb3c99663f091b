import { and, asc, count, desc, eq, or, sql } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { listInputOf, type Page } from "@/lib/paging";
import { contains } from "@/lib/search";

const { bills, customers, packages, users } = schema;
const SORTS = { issuedAt: bills.issuedAt, dueAt: bills.dueAt, totalCents: bills.totalCents };
const Input = listInputOf(
  ["issuedAt", "dueAt", "totalCents"] as const,
  bills.status.enumValues,
).extend({ customerId: uuid().optional() });

export type BillRow = typeof bills.$inferSelect & {
  packageName: string | null;
  username: string | null;
  customerName: string;
  /** What its first line says. */
  description: string | null;
};

const firstLine = sql<string | null>`(select l.description from bill_lines l
  where l.bill_id = ${bills.id} order by l.position limit 1)`;

/**
 * Bills, newest first unless sorted, by number, customer or account; a customer may see their own. Errors: forbidden.
 */
export async function listBills(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<BillRow>> {
  const { customerId, status, search, page, pageSize, sort, direction } = Input.parse(input);
  authorise(ctx, { staff: "read", customer: customerId });
  const where = and(
    customerId ? eq(bills.customerId, customerId) : undefined,
    status ? eq(bills.status, status) : undefined,
    search
      ? or(
          contains(bills.number, search),
          contains(customers.name, search),
          contains(customers.accountNumber, search),
        )
      : undefined,
  );
  const order = sort ? (direction === "desc" ? desc : asc)(SORTS[sort]) : desc(bills.issuedAt);
  const db = handle(ctx);
  const [rows, [counted]] = await Promise.all([
    db
      .select({
        bill: bills,
        packageName: packages.name,
        username: users.username,
        customerName: customers.name,
        description: firstLine,
      })
      .from(bills)
      .innerJoin(customers, eq(customers.id, bills.customerId))
      .leftJoin(packages, eq(packages.id, bills.packageId))
      .leftJoin(users, eq(users.id, bills.userId))
      .where(where)
      .orderBy(order, desc(bills.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db
      .select({ total: count() })
      .from(bills)
      .innerJoin(customers, eq(customers.id, bills.customerId))
      .where(where),
  ]);
  return {
    rows: rows.map(({ bill, ...rest }) => ({ ...bill, ...rest })),
    total: counted?.total ?? 0,
    pageSize,
  };
}
