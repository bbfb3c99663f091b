import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";

const Input = z.object({ packageId: z.uuid() });
const { packages } = schema;

export type PackageDetails = typeof packages.$inferSelect;

/** One package. Errors: forbidden, not_found. */
export async function getPackage(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<PackageDetails> {
  authorise(ctx, { staff: "read" });
  const parsed = Input.safeParse(input);
  if (!parsed.success) throw notFound("package");
  const [row] = await handle(ctx)
    .select()
    .from(packages)
    .where(eq(packages.id, parsed.data.packageId));
  if (!row) throw notFound("package");
  return row;
}
