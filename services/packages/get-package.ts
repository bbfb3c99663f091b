import { and, count, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";

const Input = z.object({ packageId: uuid() });
const { packages, users } = schema;

export type PackageDetails = typeof packages.$inferSelect & { userCount: number };

/** One package with the number of its open users. Errors: forbidden, not_found. */
export async function getPackage(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<PackageDetails> {
  authorise(ctx, { staff: "read" });
  const parsed = Input.safeParse(input);
  if (!parsed.success) throw notFound("package");
  const { packageId } = parsed.data;
  const db = handle(ctx);
  const [[row], [holders]] = await Promise.all([
    db.select().from(packages).where(eq(packages.id, packageId)),
    db
      .select({ total: count() })
      .from(users)
      .where(and(eq(users.packageId, packageId), ne(users.status, "closed"))),
  ]);
  if (!row) throw notFound("package");
  return { ...row, userCount: holders?.total ?? 0 };
}
