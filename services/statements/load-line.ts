import { eq } from "drizzle-orm";
import { z } from "zod";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";

const { statementLines } = schema;

export const ByLine = z.object({ lineId: uuid() });
export type StoredLine = typeof statementLines.$inferSelect;

/** A line of the provider's list, as it was stored. The caller has authorised. Throws `not_found`. */
export async function loadLine(ctx: Context, lineId: string): Promise<StoredLine> {
  const [line] = await handle(ctx)
    .select()
    .from(statementLines)
    .where(eq(statementLines.id, lineId));
  if (!line) throw notFound("line of the statement");
  return line;
}
