import { and, count, desc, eq, or } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { listInputOf, type Page } from "@/lib/paging";
import { contains } from "@/lib/search";

const { callbackInbox } = schema;
const Input = listInputOf(["receivedAt"] as const, callbackInbox.status.enumValues);
const BODY_SHOWN = 4_000;

export interface CallbackRow {
  id: string;
  kind: (typeof callbackInbox.kind.enumValues)[number];
  status: (typeof callbackInbox.status.enumValues)[number];
  reason: string | null;
  sourceAddress: string;
  sourceTrusted: boolean;
  tokenKnown: boolean;
  deliveries: number;
  receivedAt: Date;
  /** The beginning of what was sent, as it came. */
  body: string;
}

/** What providers, or somebody who says so, sent us; newest first. Errors: forbidden. */
export async function listCallbacks(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<CallbackRow>> {
  authorise(ctx, { staff: "payments.write" });
  const { search, page, pageSize, status } = Input.parse(input);
  const where = and(
    status ? eq(callbackInbox.status, status) : undefined,
    search
      ? or(
          contains(callbackInbox.body, search),
          contains(callbackInbox.reason, search),
          contains(callbackInbox.sourceAddress, search),
        )
      : undefined,
  );
  const db = handle(ctx);
  const [found, [counted]] = await Promise.all([
    db
      .select()
      .from(callbackInbox)
      .where(where)
      .orderBy(desc(callbackInbox.receivedAt), desc(callbackInbox.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db.select({ total: count() }).from(callbackInbox).where(where),
  ]);
  const rows = found.map((row) => ({
    id: row.id,
    kind: row.kind,
    status: row.status,
    reason: row.reason,
    sourceAddress: row.sourceAddress,
    sourceTrusted: row.sourceTrusted,
    tokenKnown: row.tokenKnown,
    deliveries: row.deliveries,
    receivedAt: row.receivedAt,
    body: row.body.slice(0, BODY_SHOWN),
  }));
  return { rows, total: counted?.total ?? 0, pageSize };
}
