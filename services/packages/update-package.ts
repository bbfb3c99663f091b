import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { isUniqueViolation, schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { declareDesiredStates } from "@/services/desired-state";
import { checkBurst, PackageChanges } from "./schemas";

const Input = PackageChanges.extend({
  packageId: uuid(),
  /** The version the form was filled from: somebody else's change in between is a conflict. */
  version: z.coerce.number().int(),
}).superRefine(checkBurst);

const { packages, users } = schema;

/**
 * Changes a package; everyone who has it gets the new speed on the router. Paid periods keep their length.
 * Errors: forbidden, not_found, conflict (name taken, or changed meanwhile).
 */
export async function updatePackage(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ users: number }> {
  authorise(ctx, { staff: "packages.write" });
  const { packageId, version, ...values } = Input.parse(input);
  try {
    return await withTransaction(ctx, async (tx) => {
      const [found] = await tx.tx.select().from(packages).where(eq(packages.id, packageId));
      if (!found) throw notFound("package");
      const changed = await tx.tx
        .update(packages)
        .set({ ...values, version: version + 1 })
        .where(and(eq(packages.id, packageId), eq(packages.version, version)))
        .returning({ id: packages.id });
      if (changed.length === 0)
        throw conflict("Somebody changed this package meanwhile. Reload and try again.");
      const affected = await tx.tx
        .select({ id: users.id })
        .from(users)
        .where(and(eq(users.packageId, packageId), ne(users.status, "closed")));
      const userIds = affected.map((user) => user.id);
      if (userIds.length > 0)
        await declareDesiredStates(tx, { userIds, reason: "package changed" });
      await recordAudit(tx, {
        action: "packages.update",
        entity: { kind: "package", id: packageId },
        data: { before: found, after: values },
      });
      return { users: userIds.length };
    });
  } catch (error) {
    if (isUniqueViolation(error))
      throw conflict("There is a package with this name already.", { name: "This name is taken." });
    throw error;
  }
}
