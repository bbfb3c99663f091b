import {
  and,
  count,
  desc,
  eq,
  getTableColumns,
  ilike,
  isNotNull,
  isNull,
  or,
  sql,
} from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { containsPattern, listInputOf, type Page } from "@/lib/paging";
import type { InboxKind } from "./known-token";

const { callbackInbox, staff } = schema;
export const ListQuarantinedInput = listInputOf(["receivedAt"], ["done"]);

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
  /** What staff did about it; null while it waits for them. */
  done: { at: Date; staffName: string | null; note: string } | null;
}

export interface QuarantinePage extends Page<QuarantinedCallback> {
  /** All that wait and all that are done, whatever is searched for. */
  waiting: number;
  done: number;
}

const quarantined = eq(callbackInbox.status, "quarantined");

/**
 * Callbacks that changed no money and that staff should see, newest first: those that wait for staff, or with status
 * "done" those that staff have finished. Errors: forbidden.
 */
export async function listQuarantined(
  ctx: Context,
  input: z.input<typeof ListQuarantinedInput>,
): Promise<QuarantinePage> {
  authorise(ctx, { staff: "payments.write" });
  const { search, status, page, pageSize } = ListQuarantinedInput.parse(input);
  const pattern = search ? containsPattern(search) : undefined;
  const where = and(
    quarantined,
    status === "done" ? isNotNull(callbackInbox.doneAt) : isNull(callbackInbox.doneAt),
    pattern
      ? or(
          ilike(callbackInbox.body, pattern),
          ilike(callbackInbox.reason, pattern),
          ilike(callbackInbox.doneNote, pattern),
        )
      : undefined,
  );
  const db = handle(ctx);
  const [[total], [all], rows] = await Promise.all([
    db.select({ n: count() }).from(callbackInbox).where(where),
    db
      .select({
        waiting: sql<number>`count(*) filter (where ${callbackInbox.doneAt} is null)`.mapWith(
          Number,
        ),
        done: count(callbackInbox.doneAt),
      })
      .from(callbackInbox)
      .where(quarantined),
    db
      .select({ ...getTableColumns(callbackInbox), staffName: staff.name })
      .from(callbackInbox)
      .leftJoin(staff, eq(staff.id, callbackInbox.doneBy))
      .where(where)
      .orderBy(desc(callbackInbox.receivedAt), desc(callbackInbox.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
  ]);
  return {
    rows: rows.map(toQuarantined),
    total: total?.n ?? 0,
    pageSize,
    waiting: all?.waiting ?? 0,
    done: all?.done ?? 0,
  };
}

type Row = typeof callbackInbox.$inferSelect & { staffName: string | null };

function toQuarantined(row: Row): QuarantinedCallback {
  const { id, kind, sourceAddress, sourceTrusted, tokenKnown, deliveries, receivedAt, body } = row;
  const { doneAt, doneNote, staffName } = row;
  return {
    id,
    kind,
    reason: row.reason ?? "",
    sourceAddress,
    sourceTrusted,
    tokenKnown,
    deliveries,
    receivedAt,
    body,
    done: doneAt && { at: doneAt, staffName, note: doneNote ?? "" },
  };
}
