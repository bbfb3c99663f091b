import { and, asc, eq, getTableColumns, isNull, ne, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  judgeRows,
  type Known,
  nameKey,
  type Remark,
  type StagedPackage,
  type StagedRow,
} from "@/lib/imports";
import type { BatchRow } from "./load-batch";

const { customerPhones, customers, importPackages, importRows, packages, users } = schema;
const { passwordEncrypted: _, ...columns } = getTableColumns(importRows);

export type ImportRow = Omit<typeof importRows.$inferSelect, "passwordEncrypted">;

export interface Staged {
  row: ImportRow;
  package: StagedPackage & { name: string };
  /** Its own date, or the one for all; null when nothing is paid. */
  paidUntil: Date | null;
  /** Of rows that wait to be taken in only. */
  remarks: Remark[];
}

/** Every row of a batch with what stands in its way, in the router's order. Without passwords. */
export async function loadStaged(ctx: Context, batch: BatchRow): Promise<Staged[]> {
  const found = await handle(ctx)
    .select({ row: columns, proposed: importPackages, sold: packages })
    .from(importRows)
    .innerJoin(importPackages, eq(importPackages.id, importRows.importPackageId))
    .leftJoin(packages, eq(packages.id, importPackages.packageId))
    .where(eq(importRows.batchId, batch.id))
    .orderBy(asc(importRows.position));
  const rows = found.map(({ row, proposed, sold }) => ({
    row,
    package: packageOf(proposed, sold),
    paidUntil: row.lapsed ? null : (row.paidUntil ?? batch.defaultPaidUntil),
  }));
  const waiting = rows.filter(({ row }) => row.status === "staged").map(toStagedRow);
  const remarks = judgeRows(waiting, await loadKnown(ctx, batch), ctx.now());
  return rows.map((one) => ({ ...one, remarks: remarks.get(one.row.id) ?? [] }));
}

/** What is sold already says its own name, speed and price. */
function packageOf(
  { content, ...proposed }: typeof importPackages.$inferSelect,
  sold: typeof packages.$inferSelect | null,
): Staged["package"] {
  const { name, downloadKbps, uploadKbps, priceCents } = sold ?? proposed;
  return { packageId: sold?.id ?? null, content, name, downloadKbps, uploadKbps, priceCents };
}

const toStagedRow = ({ row, package: pack, paidUntil }: Omit<Staged, "remarks">): StagedRow => ({
  id: row.id,
  serviceType: row.serviceType,
  username: row.username,
  staticAddress: row.staticAddress,
  customerName: row.customerName,
  phone: row.phone,
  lapsed: row.lapsed,
  included: row.included,
  paidUntil,
  passwordHidden: row.found.passwordHidden ?? false,
  obstacle: row.found.obstacle ?? null,
  addressList: row.found.addressList ?? null,
  package: pack,
});

/** Who of the database has what a row of this batch wants. */
async function loadKnown(ctx: Context, { id, routerId }: BatchRow): Promise<Known> {
  const db = handle(ctx);
  const inBatch = and(eq(importRows.batchId, id), eq(importRows.status, "staged"));
  const names = await db
    .select({ serviceType: importRows.serviceType, username: importRows.username })
    .from(importRows)
    .innerJoin(
      users,
      and(
        eq(users.serviceType, importRows.serviceType),
        sql`lower(${users.username}) = lower(${importRows.username})`,
        ne(users.status, "closed"),
      ),
    )
    .where(inBatch);
  const addresses = await db
    .select({ address: users.staticAddress })
    .from(users)
    .innerJoin(importRows, eq(importRows.staticAddress, users.staticAddress))
    .where(and(inBatch, eq(users.routerId, routerId), ne(users.status, "closed")));
  const phones = await db
    .select({ phone: customerPhones.phone, name: customers.name })
    .from(customerPhones)
    .innerJoin(importRows, eq(importRows.phone, customerPhones.phone))
    .innerJoin(customers, eq(customers.id, customerPhones.customerId))
    .where(and(inBatch, isNull(customerPhones.removedAt)));
  return {
    usernames: new Set(names.map((one) => nameKey(one.serviceType, one.username))),
    addresses: new Set(addresses.map((one) => one.address ?? "")),
    phones: new Map(phones.map(({ phone, name }) => [phone, { name }])),
  };
}
