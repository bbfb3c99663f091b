import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Context } from "@/lib/context";
import { executeRows, schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { eventBeside } from "@/services/outbox";
import { GIVEN_OUT } from "./known-token";

const { callbackInbox } = schema;
type Row = typeof callbackInbox.$inferInsert;
const Stored = z.object({ id: uuid() });

/**
 * The common case, a new body with a token that we have given out, in one statement that is its own transaction: M-Pesa
 * waits for the answer. Undefined when it is not that case; then nothing was written.
 */
export async function storeAtOnce(ctx: Context, row: Row): Promise<string | undefined> {
  if (row.kind === "sms_report" || row.kind === "pull_row" || row.status !== "received" || ctx.tx)
    return undefined;
  const event = eventBeside(ctx, "payments/callback.received", { inboxId: row.id ?? "" });
  const [stored] = await executeRows(
    ctx.db,
    sql`
    with known as (${GIVEN_OUT[row.kind](row.tokenHash)}),
    kept as (
      insert into ${callbackInbox} (id, kind, dedupe_hash, token_hash, token_known, source_address, source_trusted, body,
        status, received_at, next_attempt_at)
      select ${row.id}::uuid, ${row.kind}::inbox_kind, ${row.dedupeHash}, ${row.tokenHash}, true, ${row.sourceAddress},
        ${row.sourceTrusted}::boolean, ${row.body}, 'received', ${row.receivedAt.toISOString()}::timestamptz,
        ${row.nextAttemptAt?.toISOString()}::timestamptz
      from known
      on conflict (dedupe_hash) do nothing
      returning id
    ),
    announced as (${event.write("kept")})
    select id from kept`,
    Stored,
  );
  if (stored) event.send();
  return stored?.id;
}
