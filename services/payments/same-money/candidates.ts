import { and, asc, eq, inArray, isNotNull, isNull, ne, or, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { isPayer } from "../settle/till-echo";

const { customers, paymentAssignments, paymentChannels, payments, stkAttempts } = schema;
/** As long as M-Pesa's list reaches back, and a day for clocks and weekends. */
const WINDOW_HOURS = 72;
const AT_MOST = 5;

/** A push that M-Pesa has called paid, and that no receipt belongs to. */
export interface Prompt {
  attemptId: string;
  /** What was posted without a receipt; null while access is only open for the time being. */
  paymentId: string | null;
  customerId: string;
  customerName: string;
  accountNumber: string;
  phone: string;
  requestedAt: Date;
}

/** A payment under a receipt, that belongs to no push. */
export interface Received {
  paymentId: string;
  receipt: string;
  status: (typeof payments.status.enumValues)[number];
  /** Who has its money now; nobody while it is unmatched. */
  holders: { customerId: string; name: string }[];
  payerName: string | null;
  payerNumber: string | null;
  accountReference: string | null;
  channelName: string;
  paidAt: Date;
}

export interface SameMoneyPair {
  prompt: Prompt;
  received: Received;
  amountCents: number;
  minutesApart: number;
  /** The payer's number, as far as it can be read, is the phone that was prompted. */
  samePhone: boolean;
}

const apart = sql<number>`abs(extract(epoch from ${payments.paidAt} - ${stkAttempts.requestedAt}))`;

/** What may be one payment, seen from one of its two sides: the likeliest first. */
export async function findPairs(
  ctx: Context,
  side: { paymentId: string },
): Promise<SameMoneyPair[]> {
  const rows = await loadPairs(ctx, side.paymentId);
  const holders = await loadHolders(
    ctx,
    rows.map(({ payment }) => payment.id),
  );
  const pairs = rows.map(({ attempt, payment, ...row }) => ({
    prompt: promptOf(attempt, row),
    received: receivedOf(payment, row.channelName, holders.get(payment.id) ?? []),
    amountCents: payment.amountCents,
    minutesApart: Math.round(row.seconds / 60),
    samePhone: isPayer(payment.payerNumber ?? undefined, attempt.phone),
  }));
  return pairs.sort((a, b) => Number(b.samePhone) - Number(a.samePhone));
}

async function loadPairs(ctx: Context, paymentId: string) {
  const posted = handle(ctx)
    .select({ id: payments.id, attemptId: payments.attemptId })
    .from(payments)
    .where(isNull(payments.receipt))
    .as("posted");
  const sameAmount = and(
    eq(stkAttempts.channelId, payments.channelId),
    eq(stkAttempts.amountCents, payments.amountCents),
  );
  return handle(ctx)
    .select({
      attempt: stkAttempts,
      payment: payments,
      postedId: posted.id,
      customer: { name: customers.name, accountNumber: customers.accountNumber },
      channelName: paymentChannels.name,
      seconds: apart.mapWith(Number),
    })
    .from(payments)
    .innerJoin(paymentChannels, eq(paymentChannels.id, payments.channelId))
    .innerJoin(stkAttempts, sameAmount)
    .innerJoin(customers, eq(customers.id, stkAttempts.customerId))
    .leftJoin(posted, eq(posted.attemptId, stkAttempts.id))
    .where(
      and(
        or(eq(payments.id, paymentId), eq(posted.id, paymentId)),
        eq(payments.provider, "mpesa"),
        isNotNull(payments.receipt),
        isNull(payments.attemptId),
        ne(payments.status, "reversed"),
        inArray(stkAttempts.state, ["paid", "paid_no_receipt"]),
        or(eq(stkAttempts.state, "paid_no_receipt"), isNotNull(posted.id)),
        sql`${apart} <= ${WINDOW_HOURS * 3600}`,
      ),
    )
    .orderBy(asc(apart))
    .limit(AT_MOST);
}

type Row = Awaited<ReturnType<typeof loadPairs>>[number];

const promptOf = (
  attempt: Row["attempt"],
  { postedId, customer }: Pick<Row, "postedId" | "customer">,
): Prompt => ({
  attemptId: attempt.id,
  paymentId: postedId,
  customerId: attempt.customerId,
  customerName: customer.name,
  accountNumber: customer.accountNumber,
  phone: attempt.phone,
  requestedAt: attempt.requestedAt,
});

const receivedOf = (
  payment: Row["payment"],
  channelName: string,
  holders: Received["holders"],
): Received => ({
  paymentId: payment.id,
  receipt: payment.receipt ?? "",
  status: payment.status,
  holders,
  payerName: payment.payerName,
  payerNumber: payment.payerNumber,
  accountReference: payment.accountReference,
  channelName,
  paidAt: payment.paidAt,
});

/** By payment: its customer, or everybody whom a split has given a part. */
async function loadHolders(ctx: Context, paymentIds: readonly string[]) {
  const byPayment = new Map<string, Received["holders"]>();
  if (paymentIds.length === 0) return byPayment;
  const isHolder = or(
    and(ne(payments.status, "split"), eq(customers.id, payments.customerId)),
    and(eq(payments.status, "split"), eq(customers.id, paymentAssignments.customerId)),
  );
  const rows = await handle(ctx)
    .selectDistinct({ paymentId: payments.id, customerId: customers.id, name: customers.name })
    .from(payments)
    .leftJoin(paymentAssignments, eq(paymentAssignments.paymentId, payments.id))
    .innerJoin(customers, isHolder)
    .where(inArray(payments.id, [...paymentIds]))
    .orderBy(asc(customers.name));
  for (const { paymentId, ...holder } of rows)
    byPayment.set(paymentId, [...(byPayment.get(paymentId) ?? []), holder]);
  return byPayment;
}
