import { and, eq, gte } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Coverage } from "./differences";

const { statementCoverage } = schema;

/** From when to when the provider's list is complete, as far as it ends after a time. The caller has authorised. */
export async function loadCoverage(
  ctx: Context,
  channelId: string,
  since: Date,
): Promise<Coverage> {
  const rows = await handle(ctx)
    .select()
    .from(statementCoverage)
    .where(and(eq(statementCoverage.channelId, channelId), gte(statementCoverage.untilAt, since)));
  const spans = rows.map(({ source, fromAt, untilAt }) => ({
    source,
    from: fromAt,
    until: untilAt,
  }));
  return { in: spans, out: spans.filter((span) => span.source === "csv") };
}
