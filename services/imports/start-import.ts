import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { encrypt } from "@/lib/crypto";
import { isUniqueViolation, schema } from "@/lib/db";
import { AppError, conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { foundAsWords, nameKey, type Proposal, type ProposedRow, propose } from "@/lib/imports";
import { readForImport, withRouter } from "@/lib/routeros";
import { recordAudit } from "@/services/audit";
import { loadRouter } from "@/services/routers";
import { routerAddress, toSyncError } from "@/services/sync";
import { closeReview, findOpenBatch, type KeptEdits, keptEdits } from "./open-batch";
import { findSoldPackages, type SoldPackage, sameContent } from "./sold-packages";

const Input = z.object({ routerId: uuid() });
const DEADLINE_MS = 100_000;
// A row takes 17 parameters of a statement that may have 65 535.
const BATCH = 2_000;
const { importBatches, importPackages, importRows } = schema;

/**
 * Reads a router that others have run so far and stages what could become packages, customers and users. Changes
 * nothing on the router. A reading that was still being looked through is replaced; what staff had corrected is kept.
 * Errors: forbidden, not_found, conflict (an import of this router is being taken in, or was started meanwhile),
 * unavailable (with what the router said).
 */
export async function startImport(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ batchId: string; rows: number }> {
  authorise(ctx, { staff: "routers.write" });
  const { routerId } = Input.parse(input);
  const { router } = await loadRouter(ctx, routerId);
  const before = await findOpenBatch(ctx, routerId);
  if (before && before.status !== "review") throw conflict(UNDER_WAY);
  const readAt = ctx.now();
  const { rows, passwordsHidden } = await readRouter(ctx, router);
  const proposal = propose(rows, router.settings);
  const batchId = ctx.newId();
  try {
    await withTransaction(ctx, async (tx) => {
      const kept = before ? await keptEdits(tx, before.id) : new Map();
      if (before) await closeReview(tx, before.id);
      await tx.tx.insert(importBatches).values({
        id: batchId,
        routerId,
        readAt,
        passwordsHidden,
        notices: proposal.notices,
        defaultPaidUntil: before?.defaultPaidUntil,
        staffId: tx.actor.id,
        createdAt: tx.now(),
      });
      const packageIds = await stagePackages(tx, batchId, proposal);
      await stageRows(tx, batchId, proposal.rows, packageIds, kept);
      await recordAudit(tx, {
        action: "imports.read",
        entity: { kind: "router", id: routerId },
        data: { batchId, rows: proposal.rows.length, packages: proposal.packages.length },
      });
    });
  } catch (error) {
    if (isUniqueViolation(error, "import_batches_one_open_per_router")) throw conflict(UNDER_WAY);
    throw error;
  }
  return { batchId, rows: proposal.rows.length };
}

const UNDER_WAY = "Another import of this router is under way. Look at that one first.";

async function readRouter(ctx: Context, router: Parameters<typeof routerAddress>[0]) {
  const options = { lane: "bulk", signal: AbortSignal.timeout(DEADLINE_MS) } as const;
  try {
    return await withRouter(routerAddress(router), options, (port) =>
      readForImport(port, { now: ctx.now }),
    );
  } catch (error) {
    throw new AppError("unavailable", toSyncError(error).message, { cause: error });
  }
}

/** Suggests what is sold already where it is the same. */
async function stagePackages(ctx: TxContext, batchId: string, { packages }: Proposal) {
  const ids = new Map<string, string>();
  if (packages.length === 0) return ids;
  const sold = await findSoldPackages(ctx);
  const values = packages.map(({ key, foundAs, ...proposed }, position) => {
    const id = ctx.newId();
    ids.set(key, id);
    const { rates } = proposed.content;
    const same = sold.find((one: SoldPackage) => sameContent(one, proposed));
    return {
      id,
      batchId,
      position,
      ...proposed,
      foundAs: foundAsWords(foundAs),
      downloadKbps: rates?.downloadKbps ?? null,
      uploadKbps: rates?.uploadKbps ?? null,
      packageId: same?.id ?? null,
    };
  });
  await ctx.tx.insert(importPackages).values(values);
  return ids;
}

async function stageRows(
  ctx: TxContext,
  batchId: string,
  rows: readonly ProposedRow[],
  packageIds: Map<string, string>,
  kept: KeptEdits,
) {
  for (let i = 0; i < rows.length; i += BATCH) {
    const values = rows.slice(i, i + BATCH).map(({ password, packageKey, ...row }, index) => {
      const id = ctx.newId();
      return {
        id,
        batchId,
        position: i + index,
        ...row,
        importPackageId: packageIds.get(packageKey) ?? "",
        passwordEncrypted: password === undefined ? null : encrypt(password, `import-row:${id}`),
        ...kept.get(nameKey(row.serviceType, row.username)),
      };
    });
    await ctx.tx.insert(importRows).values(values);
  }
}
