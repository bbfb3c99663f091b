import { type Context, handle } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import type { Channel } from "./open-channel";

const REASON =
  "A row of M-Pesa's own list has no receipt or amount that can be read. Look it up in M-Pesa's portal, then upload that day's statement under Reconciliation.";
const MOST_CHARACTERS = 2_048;

/** Rows of M-Pesa's list that may be money and cannot be read wait in quarantine, each once however often it is pulled. */
export async function keepUnreadableRows(
  ctx: Context,
  channel: Channel,
  rows: readonly unknown[],
): Promise<void> {
  if (rows.length === 0) return;
  ctx.log.warn({ unreadable: rows.length }, "rows of the M-Pesa list could not be read");
  const now = ctx.now();
  const values = rows.map((row) => {
    const body = (JSON.stringify(row) ?? "").slice(0, MOST_CHARACTERS);
    return {
      id: ctx.newId(),
      kind: "pull_row" as const,
      dedupeHash: sha256(["pull_row", channel.id, body].join("\n")),
      tokenHash: sha256(channel.id),
      tokenKnown: true,
      sourceAddress: channel.name,
      sourceTrusted: true,
      body,
      status: "quarantined" as const,
      reason: REASON,
      receivedAt: now,
      processedAt: now,
    };
  });
  await handle(ctx).insert(schema.callbackInbox).values(values).onConflictDoNothing();
}
