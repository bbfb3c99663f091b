import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { StatementLine } from "./types";

const { statementLines } = schema;

export interface LinesSource {
  channelId: string;
  source: "pull" | "csv";
  importId?: string;
}

/** Postgres takes 65,535 values in one statement. */
const LINES_PER_STATEMENT = 2_000;

/**
 * Keeps what the provider has listed, one statement per page; lines that are known already stay as they are. Returns
 * how many were new. Errors: forbidden.
 */
export async function recordLines(
  ctx: Context,
  from: LinesSource,
  lines: readonly StatementLine[],
): Promise<number> {
  authorise(ctx, { staff: "payments.write", job: true });
  let added = 0;
  for (let start = 0; start < lines.length; start += LINES_PER_STATEMENT) {
    const page = lines.slice(start, start + LINES_PER_STATEMENT);
    const values = page.map((line) => ({
      ...line,
      ...from,
      id: ctx.newId(),
      createdAt: ctx.now(),
    }));
    const rows = await handle(ctx)
      .insert(statementLines)
      .values(values)
      .onConflictDoNothing()
      .returning({ id: statementLines.id });
    added += rows.length;
  }
  return added;
}
