import { authorise, type Context, withTransaction } from "@/lib/context";
import { isUniqueViolation, schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { recordAudit } from "@/services/audit";
import { PackageInput } from "./schemas";

/** Adds a package to what is sold. Errors: forbidden, conflict (name taken). */
export async function addPackage(
  ctx: Context,
  input: PackageInput,
): Promise<{ packageId: string }> {
  authorise(ctx, { staff: "packages.write", job: true });
  const values = PackageInput.parse(input);
  try {
    return await withTransaction(ctx, async (tx) => {
      const packageId = tx.newId();
      await tx.tx.insert(schema.packages).values({ id: packageId, ...values, createdAt: tx.now() });
      await recordAudit(tx, {
        action: "packages.add",
        entity: { kind: "package", id: packageId },
        data: values,
      });
      return { packageId };
    });
  } catch (error) {
    if (isUniqueViolation(error)) {
      throw conflict("There is a package with this name already.", { name: "This name is taken." });
    }
    throw error;
  }
}
