import { and, count, desc, eq, ilike, or } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { containsPattern, listInputOf, type Page } from "@/lib/paging";
import type { InboxKind } from "./known-token";

const { callbackInbox } = schema;
export const ListQuarantinedInput = listInputOf(["receivedAt"]);

export interface QuarantinedCallback {
  id: string;
  kind: InboxKind;
  reason: string;
  sourceAddress: string;
  sourceTrusted: boolean;
  tokenKnown: boolean;
  deliveries: number;
  receivedAt: Date;
  /** As it came (of a body with an unknown secret only the beginning). Plain text: never render it as HTML. */
  body: string;
}

/** Callbacks that changed no money and that staff should see, newest first. */
export async function listQuarantined(
  ctx: Context,
  input: z.input<typeof ListQuarantinedInput>,
): Promise<Page<QuarantinedCallback>> {
  authorise(ctx, { staff: "payments.write" });
  const { search, page, pageSize } = ListQuarantinedInput.parse(input);
  const pattern = search ? containsPattern(search) : undefined;
  const where = and(
    eq(callbackInbox.status, "quarantined"),
    pattern
      ? or(ilike(callbackInbox.body, pattern), ilike(callbackInbox.reason, pattern))
      : undefined,
  );
  const db = handle(ctx);
  const [total] = await db.select({ n: count() }).from(callbackInbox).where(where);
  const rows = await db
    .select()
    .from(callbackInbox)
    .where(where)
    .orderBy(desc(callbackInbox.receivedAt), desc(callbackInbox.id))
    .limit(pageSize)
    .offset((page - 1) * pageSize);
  return { rows: rows.map(toQuarantined), total: total?.n ?? 0, pageSize };
}

function toQuarantined(row: typeof callbackInbox.$inferSelect): QuarantinedCallback {
  const { id, kind, sourceAddress, sourceTrusted, tokenKnown, deliveries, receivedAt, body } = row;
  const reason = row.reason ?? "";
  return {
    id,
    kind,
    reason,
    sourceAddress,
    sourceTrusted,
    tokenKnown,
    deliveries,
    receivedAt,
    body,
  };
}
