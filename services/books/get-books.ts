import { desc } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { INVARIANTS } from "@/services/ledger";
import type { BooksCheck } from "./check-books";

const { booksChecks } = schema;
const SHOWN = 14;

export interface Books {
  /** Newest first; the first is what counts. */
  checks: Pick<BooksCheck, "id" | "ranAt" | "inOrder" | "durationMs">[];
  latest: BooksCheck | null;
  /** Every promise that is held against the database. */
  promises: { id: string; promise: string }[];
}

/** How the books stood when they were last checked, and before. Errors: forbidden. */
export async function getBooks(ctx: Context): Promise<Books> {
  authorise(ctx, { staff: "read" });
  const checks = await handle(ctx)
    .select()
    .from(booksChecks)
    .orderBy(desc(booksChecks.ranAt), desc(booksChecks.id))
    .limit(SHOWN);
  return {
    checks: checks.map(({ id, ranAt, inOrder, durationMs }) => ({
      id,
      ranAt,
      inOrder,
      durationMs,
    })),
    latest: checks[0] ?? null,
    promises: INVARIANTS.map(({ id, promise }) => ({ id, promise })),
  };
}
