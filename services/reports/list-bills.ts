import { and, count, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { listInputOf, type Page } from "@/lib/paging";

const { bills, packages, users } = schema;
const Input = listInputOf(["issuedAt"] as const, bills.status.enumValues).extend({
  customerId: z.uuid(),
});

export type BillRow = typeof bills.$inferSelect & {
  packageName: string | null;
  username: string | null;
};

/** A customer's bills, newest first; the customer may see them too. Errors: forbidden. */
export async function listBills(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<BillRow>> {
  const { customerId, status, page, pageSize } = Input.parse(input);
  authorise(ctx, { staff: "read", customer: customerId });
  const where = and(
    eq(bills.customerId, customerId),
    status ? eq(bills.status, status) : undefined,
  );
  const db = handle(ctx);
  const [rows, [counted]] = await Promise.all([
    db
      .select({ bill: bills, packageName: packages.name, username: users.username })
      .from(bills)
      .leftJoin(packages, eq(packages.id, bills.packageId))
      .leftJoin(users, eq(users.id, bills.userId))
      .where(where)
      .orderBy(desc(bills.issuedAt), desc(bills.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db.select({ total: count() }).from(bills).where(where),
  ]);
  return {
    rows: rows.map(({ bill, ...rest }) => ({ ...bill, ...rest })),
    total: counted?.total ?? 0,
    pageSize,
  };
}
