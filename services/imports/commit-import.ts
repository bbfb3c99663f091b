import { and, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, invalid } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { enqueueEvent } from "@/services/outbox";
import { addPackage } from "@/services/packages";
import { loadRouter, startManaging } from "@/services/routers";
import { isBlocked } from "./get-import";
import { type BatchRow, lockForReview } from "./load-batch";
import { loadStaged, type Staged } from "./load-staged";

const Input = z.object({
  batchId: uuid(),
  /** The router is only observed so far and knows no user of ours: from now on it is managed. */
  startManaging: z.boolean().default(false),
});
// Passwords, speeds and who is disabled may be others by then.
const LONGEST_REVIEW_MS = 12 * 3_600_000;
const STALE =
  "This reading is more than half a day old. Read the router again first: your corrections are kept.";
const { importBatches, importPackages, users } = schema;

/**
 * Takes in every included row that nothing stands in the way of; the rest is kept with its reason. Makes the packages
 * at once, customers and users in the background, then marks their rows on the router: nobody is disconnected.
 * Errors: forbidden, invalid (nothing to take in), not_found, conflict (being taken in already; read too long ago; router
 * only observed; a package's name is taken).
 */
export async function commitImport(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ rows: number }> {
  authorise(ctx, { staff: "routers.write" });
  // It says what is sold, and for how much.
  authorise(ctx, { staff: "packages.write" });
  const { batchId, startManaging: start } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const batch = await lockForReview(tx, batchId);
    if (tx.now().getTime() - batch.readAt.getTime() > LONGEST_REVIEW_MS) throw conflict(STALE);
    await requireManaged(tx, batch, start);
    const staged = await loadStaged(tx, batch);
    const good = staged.filter((one) => one.row.included && !isBlocked(one));
    if (good.length === 0) throw invalid("There is no row that can be taken in.");
    await makePackages(tx, good);
    await tx.tx
      .update(importBatches)
      .set({ status: "importing", workedAt: tx.now() })
      .where(eq(importBatches.id, batchId));
    await recordAudit(tx, {
      action: "imports.commit",
      entity: { kind: "router", id: batch.routerId },
      data: { batchId, rows: good.length, of: staged.length },
    });
    await enqueueEvent(tx, "imports/import.requested", { batchId });
    return { rows: good.length };
  });
}

/** Rows can only be marked on a router that may be written to. */
async function requireManaged(ctx: TxContext, { routerId }: BatchRow, start: boolean) {
  const { router } = await loadRouter(ctx, routerId);
  if (router.syncPolicy !== "observe_only") return;
  const [ours] = await ctx.tx
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(users)
    .where(and(eq(users.routerId, routerId), ne(users.status, "closed")));
  if (!start || ours?.count)
    throw conflict(
      "This router is only observed. Look at the plan and press “Start managing” on its page first.",
    );
  await startManaging(ctx, { routerId });
}

async function makePackages(ctx: TxContext, good: readonly Staged[]) {
  const needed = new Set(good.map(({ row }) => row.importPackageId));
  const unsold = await ctx.tx
    .select()
    .from(importPackages)
    .where(and(inArray(importPackages.id, [...needed]), isNull(importPackages.packageId)));
  for (const proposed of unsold) {
    const { packageId } = await addPackage(ctx, packageOf(proposed));
    await ctx.tx
      .update(importPackages)
      .set({ packageId })
      .where(eq(importPackages.id, proposed.id));
  }
}

function packageOf({ content, ...proposed }: typeof importPackages.$inferSelect) {
  const { name, serviceType, downloadKbps, uploadKbps, periodUnit, periodCount } = proposed;
  const { rates, addressPool, sharedUsers, uptimeLimitSeconds, dataCapBytes } = content;
  const kept = rates?.downloadKbps === downloadKbps && rates?.uploadKbps === uploadKbps;
  const burst = kept ? rates?.burst : undefined;
  return {
    name,
    serviceType,
    downloadKbps,
    uploadKbps,
    priceCents: proposed.priceCents,
    periodUnit,
    periodCount,
    ...(burst && {
      burstDownloadKbps: burst.downloadKbps,
      burstUploadKbps: burst.uploadKbps,
      burstThresholdDownloadKbps: burst.thresholdDownloadKbps,
      burstThresholdUploadKbps: burst.thresholdUploadKbps,
      burstSeconds: burst.seconds,
    }),
    queuePriority: rates?.priority ?? null,
    ...(addressPool && { addressPool }),
    sharedUsers,
    uptimeLimitSeconds,
    dataCapBytes,
  };
}
