import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { invalid, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { PackageInput } from "@/services/packages";
import { lockForReview } from "./load-batch";

const { name, downloadKbps, uploadKbps, priceCents, periodUnit, periodCount } = PackageInput.shape;
const Which = z.object({ batchId: uuid(), importPackageId: uuid() });
const Input = z.discriminatedUnion("becomes", [
  Which.extend({ becomes: z.literal("sold"), packageId: uuid("Choose a package.") }),
  Which.extend({
    becomes: z.literal("new"),
    name,
    downloadKbps,
    uploadKbps,
    priceCents,
    periodUnit,
    periodCount,
  }),
]);
const { importPackages, packages } = schema;

/**
 * Says what a found package is: one that is sold already, or a new one with this name, speed, price and period.
 * Errors: forbidden, invalid (sold no more, or another kind of service), not_found, conflict.
 */
export async function editImportPackage(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "routers.write" });
  const { batchId, importPackageId, ...choice } = Input.parse(input);
  const { becomes, ...values } = choice;
  const packageId = choice.becomes === "sold" ? choice.packageId : null;
  await withTransaction(ctx, async (tx) => {
    await lockForReview(tx, batchId);
    if (packageId) await requireSold(tx, importPackageId, packageId);
    const changed = await tx.tx
      .update(importPackages)
      .set({ ...values, packageId })
      .where(and(eq(importPackages.id, importPackageId), eq(importPackages.batchId, batchId)))
      .returning({ id: importPackages.id });
    if (changed.length === 0) throw notFound("package");
  });
}

async function requireSold(ctx: TxContext, importPackageId: string, packageId: string) {
  const [sold] = await ctx.tx
    .select({ id: packages.id })
    .from(packages)
    .innerJoin(importPackages, eq(importPackages.serviceType, packages.serviceType))
    .where(
      and(
        eq(packages.id, packageId),
        eq(packages.status, "active"),
        eq(importPackages.id, importPackageId),
      ),
    );
  if (!sold)
    throw invalid("Choose a package.", {
      packageId: "This package is not sold, or of another kind.",
    });
}
