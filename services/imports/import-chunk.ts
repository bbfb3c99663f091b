import { eq, inArray } from "drizzle-orm";
import { z } from "zod";
import {
  authorise,
  type Context,
  faultPoint,
  type TxContext,
  withTransaction,
} from "@/lib/context";
import { decrypt } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { takeOverCustomer } from "@/services/customers";
import { declareDesiredStates } from "@/services/desired-state";
import { takeOverUser } from "@/services/users";
import { isBlocked } from "./get-import";
import { holdSyncs } from "./hold-syncs";
import { type BatchRow, lockBatch } from "./load-batch";
import { loadStaged, type Staged } from "./load-staged";

const Input = z.object({ batchId: uuid(), limit: z.int().min(1).max(500).default(200) });
const { importBatches, importRows } = schema;

/**
 * Makes the next customers and users of an import, in one transaction: whatever dies, a row is taken in once or is
 * still to be. What has come into the way since the review is kept with its reason. Says how many are left.
 * Errors: forbidden, not_found.
 */
export async function importChunk(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ imported: number; left: number }> {
  authorise(ctx, { job: true });
  const { batchId, limit } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const batch = await lockBatch(tx, batchId);
    if (batch.status !== "importing") return { imported: 0, left: 0 };
    const staged = (await loadStaged(tx, batch)).filter(({ row }) => isWaiting(row));
    const chunk = staged.slice(0, limit);
    await failBlocked(tx, chunk.filter(isBlocked));
    const good = chunk.filter((one) => !isBlocked(one));
    const userIds = await takeIn(tx, batch, good);
    await declareDesiredStates(tx, { userIds, reason: "taken over from the router", wake: false });
    await holdSyncs(tx, userIds);
    faultPoint("imports.before-commit");
    const left = staged.length - chunk.length;
    await advance(tx, batchId, left === 0);
    return { imported: userIds.length, left };
  });
}

const isWaiting = ({ included, status }: Staged["row"]) => included && status === "staged";

async function failBlocked(ctx: TxContext, blocked: readonly Staged[]) {
  for (const { row, remarks } of blocked) {
    const reason = remarks.find((remark) => remark.blocks)?.message;
    await ctx.tx
      .update(importRows)
      .set({ status: "failed", reason, passwordEncrypted: null })
      .where(eq(importRows.id, row.id));
  }
}

async function takeIn(ctx: TxContext, batch: BatchRow, good: readonly Staged[]) {
  const passwords = await passwordsOf(ctx, good);
  const userIds: string[] = [];
  for (const { row, package: pack, paidUntil } of good) {
    if (!pack.packageId) throw new Error(`the package of import row ${row.id} was not made`);
    const { customerId } = await takeOverCustomer(ctx, {
      name: row.customerName.trim(),
      phone: row.phone,
    });
    const { userId } = await takeOverUser(ctx, {
      customerId,
      routerId: batch.routerId,
      packageId: pack.packageId,
      serviceType: row.serviceType,
      username: row.username,
      password: passwords.get(row.id),
      staticAddress: row.staticAddress,
      macAddress: row.macAddress,
      paidUntil,
    });
    userIds.push(userId);
    await ctx.tx
      .update(importRows)
      .set({ status: "imported", customerId, userId, passwordEncrypted: null })
      .where(eq(importRows.id, row.id));
  }
  return userIds;
}

async function passwordsOf(ctx: TxContext, good: readonly Staged[]): Promise<Map<string, string>> {
  if (good.length === 0) return new Map();
  const ids = good.map(({ row }) => row.id);
  const rows = await ctx.tx
    .select({ id: importRows.id, sealed: importRows.passwordEncrypted })
    .from(importRows)
    .where(inArray(importRows.id, ids));
  return new Map(
    rows.flatMap(({ id, sealed }) =>
      sealed === null ? [] : [[id, decrypt(sealed, `import-row:${id}`)]],
    ),
  );
}

async function advance(ctx: TxContext, batchId: string, last: boolean) {
  await ctx.tx
    .update(importBatches)
    .set({ workedAt: ctx.now(), ...(last && { status: "adopting" }) })
    .where(eq(importBatches.id, batchId));
}
