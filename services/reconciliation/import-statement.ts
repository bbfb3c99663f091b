import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { invalid } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { parseStatementCsv } from "@/lib/mpesa";
import { recordAudit } from "@/services/audit";
import { recordLines, type Span, type StatementLine } from "@/services/statements";
import { loadChannel } from "./load-channel";
import { postCharges } from "./post-charges";
import { spansOfStatement } from "./spans-of-statement";

const Input = z.object({
  channelId: uuid().optional(),
  fileName: z.string().trim().min(1).max(200),
  text: z.string(),
});
const { statementCoverage, statementImports } = schema;
type Row = ReturnType<typeof parseStatementCsv>["rows"][number];

export interface ImportedStatement {
  importId: string;
  /** The same file was uploaded before: nothing was done. */
  again: boolean;
  rowCount: number;
  newRowCount: number;
  /** Movements that M-Pesa did not complete: no money moved. */
  notCompleted: number;
  problems: { line: number; message: string }[];
}

/**
 * Takes in a statement as the M-Pesa portal exports it (CSV). The same file twice is one import; lines that cannot be
 * read are listed with a sentence each. M-Pesa's charges on it are posted. Errors: forbidden, invalid (no statement, or another shortcode's), not_found.
 */
export async function importStatement(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<ImportedStatement> {
  authorise(ctx, { staff: "payments.write" });
  const { channelId, fileName, text } = Input.parse(input);
  const channel = await loadChannel(ctx, channelId);
  const { rows, problems, shortcode } = parseStatementCsv(text);
  if (rows.length === 0) {
    const sentence = problems[0]?.sentence ?? "There are no transactions in this file.";
    throw invalid(sentence, { file: sentence });
  }
  if (shortcode && shortcode !== channel.shortcode) {
    const sentence = `This statement is of ${shortcode}, not of ${channel.shortcode}.`;
    throw invalid(sentence, { file: sentence });
  }
  const completed = rows.filter((row) => row.completed);
  const file = {
    channelId: channel.id,
    fileName,
    fileHash: sha256(`${channel.id}\n${text}`),
    rowCount: rows.length,
    problems: problems.map(({ line, sentence }) => ({ line, message: sentence })),
  };
  const imported = await withTransaction(ctx, (tx) => takeIn(tx, file, completed));
  return { ...imported, notCompleted: rows.length - completed.length };
}

type File = Omit<typeof statementImports.$inferInsert, "id" | "newRowCount" | "staffId">;

async function takeIn(ctx: TxContext, file: File, rows: Row[]) {
  const importId = ctx.newId();
  const [fresh] = await ctx.tx
    .insert(statementImports)
    .values({ ...file, id: importId, newRowCount: 0, staffId: ctx.actor.id, createdAt: ctx.now() })
    .onConflictDoNothing({ target: statementImports.fileHash })
    .returning({ id: statementImports.id });
  if (!fresh) return findImport(ctx, file.fileHash);
  const { channelId } = file;
  const newRowCount = await recordLines(
    ctx,
    { channelId, source: "csv", importId },
    rows.map(toLine),
  );
  await ctx.tx
    .update(statementImports)
    .set({ newRowCount })
    .where(eq(statementImports.id, importId));
  await postCharges(ctx, importId);
  const unreadable = (file.problems ?? []).map(({ line }) => line);
  await cover(ctx, { channelId, importId }, spansOfStatement(rows, unreadable));
  await recordAudit(ctx, {
    action: "reconciliation.import",
    entity: { kind: "statement_import", id: importId },
    data: { fileName: file.fileName, rowCount: file.rowCount, newRowCount },
  });
  return {
    importId,
    again: false,
    rowCount: file.rowCount,
    newRowCount,
    problems: file.problems ?? [],
  };
}

async function findImport(ctx: TxContext, fileHash: string) {
  const [row] = await ctx.tx
    .select()
    .from(statementImports)
    .where(eq(statementImports.fileHash, fileHash));
  if (!row) throw new Error("the import vanished while the same file was taken in");
  const { id: importId, rowCount, newRowCount, problems } = row;
  return { importId, again: true, rowCount, newRowCount, problems };
}

async function cover(
  ctx: TxContext,
  of: { channelId: string; importId: string },
  spans: readonly Span[],
) {
  if (spans.length === 0) return;
  await ctx.tx.insert(statementCoverage).values(
    spans.map(({ from, until }) => ({
      ...of,
      id: ctx.newId(),
      source: "csv" as const,
      fromAt: from,
      untilAt: until,
    })),
  );
}

const toLine = (row: Row): StatementLine => ({
  receipt: row.receipt,
  direction: row.direction,
  amountCents: row.amountCents,
  completedAt: row.completedAt,
  payerNumber: row.otherParty?.number,
  payerName: row.otherParty?.name,
  accountReference: row.accountReference || undefined,
  details: row.details || row.reasonType || undefined,
  linkedReceipt: row.linkedReceipt,
  isCharge:
    row.direction === "out" && /\b(charge|fee|tariff)s?\b/i.test(row.reasonType || row.details),
});
