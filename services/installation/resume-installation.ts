import { isNotNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";

/** Of the keys that this process runs with: a later start with them does not pause again, one with others does. */
const Input = z.object({ installationId: uuid() });
const { installation } = schema;

/**
 * Staff confirm that this copy of the database is the one to run: from now on it speaks to routers, M-Pesa and
 * customers, and what has waited meanwhile is done by the sweeps. Errors: forbidden, conflict (not paused).
 */
export async function resumeInstallation(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<void> {
  authorise(ctx, { staff: "settings.write" });
  const { installationId: keysOf } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const [resumed] = await tx.tx
      .update(installation)
      .set({ pausedAt: null, pausedReason: null, keysOf })
      .where(isNotNull(installation.pausedAt))
      .returning({ id: installation.installationId });
    if (!resumed) throw conflict("This installation is not paused.");
    await recordAudit(tx, {
      action: "installation.resume",
      entity: { kind: "installation", id: resumed.id },
      data: { keysOf },
    });
  });
}
