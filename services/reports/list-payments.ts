import { and, asc, count, desc, eq, inArray, isNull, ne, or, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { listInputOf, type Page } from "@/lib/paging";
import { contains } from "@/lib/search";

const { customers, paymentAssignments, payments, restorations } = schema;
const SORTS = { paidAt: payments.paidAt, amountCents: payments.amountCents };
/** Without a receipt for two days: I6 of the books, and an alert. */
const OVERDUE = "receipt_overdue";
const STATUSES = [...payments.status.enumValues, OVERDUE] as const;
const Input = listInputOf(["paidAt", "amountCents"] as const, STATUSES).extend({
  customerId: uuid().optional(),
});

export interface PaymentRow {
  id: string;
  receipt: string | null;
  amountCents: number;
  currency: string;
  status: (typeof payments.status.enumValues)[number];
  source: (typeof payments.source.enumValues)[number];
  customerId: string | null;
  customerName: string | null;
  /** Of a split payment in a customer's own list: their part of it. */
  partCents: number | null;
  payerName: string | null;
  flags: string[];
  paidAt: Date;
  /** From the money's being known to the router's agreeing; null when no access was opened. */
  restoredAfterMs: number | null;
  onlineAt: Date | null;
}

/** Money received, newest first unless sorted, by receipt, customer, account or payer. Errors: forbidden. */
export async function listPayments(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<PaymentRow>> {
  authorise(ctx, { staff: "read" });
  const parsed = Input.parse(input);
  const { page, pageSize, sort, direction } = parsed;
  const where = filter(parsed);
  const order = sort ? (direction === "desc" ? desc : asc)(SORTS[sort]) : desc(payments.paidAt);
  const db = handle(ctx);
  const [found, [counted]] = await Promise.all([
    db
      .select({
        payment: payments,
        customerName: customers.name,
        partCents: partOf(parsed.customerId),
      })
      .from(payments)
      .leftJoin(customers, eq(customers.id, payments.customerId))
      .where(where)
      .orderBy(order, desc(payments.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db
      .select({ total: count() })
      .from(payments)
      .leftJoin(customers, eq(customers.id, payments.customerId))
      .where(where),
  ]);
  const restored = await loadRestorations(
    ctx,
    found.map(({ payment }) => payment.id),
  );
  const rows = found.map(({ payment, customerName, partCents }) => ({
    id: payment.id,
    receipt: payment.receipt,
    amountCents: payment.amountCents,
    currency: payment.currency,
    status: payment.status,
    source: payment.source,
    customerId: payment.customerId,
    customerName,
    partCents,
    payerName: payment.payerName,
    flags: payment.flags,
    paidAt: payment.paidAt,
    restoredAfterMs: restoredAfter(restored.get(payment.id)),
    onlineAt: restored.get(payment.id)?.onlineAt ?? null,
  }));
  return { rows, total: counted?.total ?? 0, pageSize };
}

type Restoration = typeof restorations.$inferSelect;

/** The first restoration of each payment: one payment can reopen several users. */
async function loadRestorations(ctx: Context, paymentIds: string[]) {
  if (paymentIds.length === 0) return new Map<string, Restoration>();
  const rows = await handle(ctx)
    .select()
    .from(restorations)
    .where(inArray(restorations.paymentId, paymentIds))
    .orderBy(desc(restorations.committedAt));
  return new Map(rows.map((row) => [row.paymentId, row]));
}

function restoredAfter(restoration: Restoration | undefined): number | null {
  if (!restoration?.verifiedAt) return null;
  const from = restoration.callbackAt ?? restoration.committedAt;
  return restoration.verifiedAt.getTime() - from.getTime();
}

const partsOf = (customerId: string) =>
  sql`from ${paymentAssignments} where ${paymentAssignments.paymentId} = ${payments.id}
    and ${paymentAssignments.customerId} = ${customerId} and ${payments.customerId} is null`;

const hasPart = (customerId: string) => sql`exists (select 1 ${partsOf(customerId)})`;

const partOf = (customerId: string | undefined) =>
  customerId
    ? sql<number | null>`(select ${paymentAssignments.amountCents} ${partsOf(customerId)})`.mapWith(
        (cents: string | null) => (cents === null ? null : Number(cents)),
      )
    : sql<null>`null`;

const isOverdue = and(
  isNull(payments.receipt),
  ne(payments.status, "reversed"),
  sql`${OVERDUE} = any (${payments.flags})`,
);

function filter({ search, status, customerId }: z.output<typeof Input>): SQL | undefined {
  return and(
    customerId ? or(eq(payments.customerId, customerId), hasPart(customerId)) : undefined,
    status === OVERDUE ? isOverdue : status ? eq(payments.status, status) : undefined,
    search
      ? or(
          contains(payments.receipt, search),
          contains(payments.payerName, search),
          contains(payments.payerNumber, search),
          contains(payments.accountReference, search),
          contains(customers.name, search),
          contains(customers.accountNumber, search),
        )
      : undefined,
  );
}
