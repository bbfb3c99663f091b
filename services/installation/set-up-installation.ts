import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";

export interface SetUp {
  installationId: string;
  appMode: "demo" | "live";
  operatorName: string;
}

export interface SetUpResult {
  /** True at the very first boot of this database. */
  created: boolean;
  /** True when this database belongs to another installation's keys: nothing leaves until staff resume. */
  paused: boolean;
}

const PAUSED_REASON =
  "This database was set up by another installation. Routers, providers and customers are left alone until you confirm that this copy is the one to run.";

/**
 * Writes at first boot which installation the database is, and compares ever after. The mode is fixed then;
 * a database met with foreign keys is paused. Errors: conflict (other mode).
 */
export async function setUpInstallation(ctx: Context, wanted: SetUp): Promise<SetUpResult> {
  authorise(ctx, { job: true });
  return withTransaction(ctx, async (tx) => {
    const inserted = await tx.tx
      .insert(schema.installation)
      .values({ ...wanted, createdAt: tx.now() })
      .onConflictDoNothing()
      .returning({ id: schema.installation.installationId });
    if (inserted.length > 0) return { created: true, paused: false };
    const [found] = await tx.tx.select().from(schema.installation).for("update");
    if (!found) throw new Error("the installation row vanished");
    if (found.appMode !== wanted.appMode) {
      throw conflict(
        `This database was set up with APP_MODE=${found.appMode}; it cannot be run with APP_MODE=${wanted.appMode}.`,
      );
    }
    // Rows on routers bear the first id for ever, whoever has confirmed other keys since.
    const foreign = (found.keysOf ?? found.installationId) !== wanted.installationId;
    if (foreign && !found.pausedAt) {
      await tx.tx
        .update(schema.installation)
        .set({ pausedAt: tx.now(), pausedReason: PAUSED_REASON });
    }
    return { created: false, paused: foreign || Boolean(found.pausedAt) };
  });
}
