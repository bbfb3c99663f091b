import { asc, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { loadRouter } from "@/services/routers";
import type { BatchRow } from "./load-batch";
import { loadStaged, type Staged } from "./load-staged";
import { findSoldPackages } from "./sold-packages";

const Input = z.object({ routerId: uuid() });
const { importBatches, importPackages } = schema;

export interface ImportPackage {
  id: string;
  serviceType: "pppoe" | "static" | "hotspot";
  foundAs: string;
  name: string;
  downloadKbps: number | null;
  uploadKbps: number | null;
  priceCents: number | null;
  periodUnit: "minute" | "hour" | "day" | "week" | "month";
  periodCount: number;
  packageId: string | null;
  /** How many rows have it. */
  rows: number;
}

export interface ImportCounts {
  total: number;
  included: number;
  /** Of those included, how many cannot be taken in as they are. */
  blocked: number;
  imported: number;
  adopted: number;
  failed: number;
}

export interface ImportDetails {
  router: { id: string; name: string; managed: boolean };
  batch: BatchRow | null;
  packages: ImportPackage[];
  /** What is sold, to choose from. */
  sold: { id: string; name: string; serviceType: string; priceCents: number }[];
  counts: ImportCounts;
  /** Problems of included rows, most frequent first. */
  problems: { code: string; message: string; rows: number }[];
}

/** The newest import of a router, and how it stands. Errors: forbidden, not_found. */
export async function getImport(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<ImportDetails> {
  authorise(ctx, { staff: "read" });
  const { routerId } = Input.parse(input);
  const { router } = await loadRouter(ctx, routerId);
  const [batch] = await handle(ctx)
    .select()
    .from(importBatches)
    .where(eq(importBatches.routerId, routerId))
    .orderBy(
      desc(sql`${importBatches.status} in ('review', 'importing', 'adopting')`),
      desc(importBatches.createdAt),
    )
    .limit(1);
  const staged = batch ? await loadStaged(ctx, batch) : [];
  const sold = await findSoldPackages(ctx);
  return {
    router: { id: router.id, name: router.name, managed: router.syncPolicy !== "observe_only" },
    batch: batch ?? null,
    packages: batch ? await loadPackages(ctx, batch.id, staged) : [],
    sold: sold.map(({ id, name, serviceType, priceCents }) => ({
      id,
      name,
      serviceType,
      priceCents,
    })),
    counts: countsOf(staged),
    problems: problemsOf(staged),
  };
}

async function loadPackages(ctx: Context, batchId: string, staged: readonly Staged[]) {
  const found = await handle(ctx)
    .select()
    .from(importPackages)
    .where(eq(importPackages.batchId, batchId))
    .orderBy(asc(importPackages.position));
  const rows = new Map<string, number>();
  for (const { row } of staged)
    rows.set(row.importPackageId, (rows.get(row.importPackageId) ?? 0) + 1);
  return found.map(({ content: _, batchId: __, position: ___, ...one }) => ({
    ...one,
    rows: rows.get(one.id) ?? 0,
  }));
}

function countsOf(staged: readonly Staged[]): ImportCounts {
  const count = (test: (one: Staged) => boolean) => staged.filter(test).length;
  return {
    total: staged.length,
    included: count(({ row }) => row.included),
    blocked: count(isBlocked),
    imported: count(({ row }) => row.status === "imported"),
    adopted: count(({ row }) => row.status === "adopted"),
    failed: count(({ row }) => row.status === "failed"),
  };
}

export const isBlocked = ({ row, remarks }: Staged): boolean =>
  row.included && row.status === "staged" && remarks.some((remark) => remark.blocks);

function problemsOf(staged: readonly Staged[]) {
  const problems = new Map<string, { code: string; message: string; rows: number }>();
  for (const one of staged.filter(isBlocked))
    for (const { code, message, blocks } of one.remarks) {
      if (!blocks) continue;
      const known = problems.get(code);
      if (known) known.rows++;
      else problems.set(code, { code, message, rows: 1 });
    }
  return [...problems.values()].sort((a, b) => b.rows - a.rows);
}
