import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";

const Input = z.object({ packageId: uuid() });
const { packages } = schema;

/** Stops selling a package; who has it keeps it. Errors: forbidden, not_found (or archived already). */
export async function archivePackage(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "packages.write" });
  const { packageId } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const changed = await tx.tx
      .update(packages)
      .set({ status: "archived", archivedAt: tx.now() })
      .where(and(eq(packages.id, packageId), eq(packages.status, "active")))
      .returning({ id: packages.id });
    if (changed.length === 0) throw notFound("package");
    await recordAudit(tx, {
      action: "packages.archive",
      entity: { kind: "package", id: packageId },
    });
  });
}
