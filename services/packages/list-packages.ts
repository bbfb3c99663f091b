import { and, asc, count, desc, eq, ne, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { listInputOf, type Page } from "@/lib/paging";
import { contains } from "@/lib/search";

const { packages, users } = schema;
const SORTS = {
  name: sql`lower(${packages.name})`,
  priceCents: packages.priceCents,
  downloadKbps: packages.downloadKbps,
};
const Input = listInputOf(
  ["name", "priceCents", "downloadKbps"] as const,
  packages.status.enumValues,
);

export type PackageRow = typeof packages.$inferSelect & { userCount: number };

/** What is sold, cheapest first unless sorted otherwise. Errors: forbidden. */
export async function listPackages(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<PackageRow>> {
  authorise(ctx, { staff: "read" });
  const { search, page, pageSize, sort, direction, status } = Input.parse(input);
  const where: SQL | undefined = and(
    status && eq(packages.status, status),
    search ? contains(packages.name, search) : undefined,
  );
  const order = sort ? (direction === "desc" ? desc : asc)(SORTS[sort]) : asc(packages.priceCents);
  const db = handle(ctx);
  const holders = db
    .select({ packageId: users.packageId, total: count().as("total") })
    .from(users)
    .where(ne(users.status, "closed"))
    .groupBy(users.packageId)
    .as("holders");
  const [rows, [counted]] = await Promise.all([
    db
      .select({ package: packages, userCount: holders.total })
      .from(packages)
      .leftJoin(holders, eq(holders.packageId, packages.id))
      .where(where)
      .orderBy(asc(packages.status), order, asc(packages.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db.select({ total: count() }).from(packages).where(where),
  ]);
  return {
    rows: rows.map((row) => ({ ...row.package, userCount: row.userCount ?? 0 })),
    total: counted?.total ?? 0,
    pageSize,
  };
}
