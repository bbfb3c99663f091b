import { and, asc, count, eq, or } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { listInputOf, type Page } from "@/lib/paging";
import { contains } from "@/lib/search";
import { type Suggestion, suggestCustomers } from "./unmatched/suggest-customers";

const { paymentChannels, payments } = schema;
const Input = listInputOf(["paidAt"] as const);
/** Each row looks for its likely customers. */
const PAGE_SIZE = 10;

export interface UnmatchedPayment {
  id: string;
  receipt: string | null;
  amountCents: number;
  currency: string;
  payerName: string | null;
  payerNumber: string | null;
  accountReference: string | null;
  channelName: string;
  flags: string[];
  paidAt: Date;
  likely: Suggestion[];
}

/** Payments that nobody was found for, oldest first: who has waited longest is offline longest. Errors: forbidden. */
export async function listUnmatched(
  ctx: Context,
  input: z.input<typeof Input> = {},
): Promise<Page<UnmatchedPayment>> {
  authorise(ctx, { staff: "payments.write" });
  const { page, search } = Input.parse(input);
  const where = and(
    eq(payments.status, "suspense"),
    search
      ? or(
          contains(payments.receipt, search),
          contains(payments.payerName, search),
          contains(payments.payerNumber, search),
          contains(payments.accountReference, search),
        )
      : undefined,
  );
  const db = handle(ctx);
  const [found, [counted]] = await Promise.all([
    db
      .select({ payment: payments, channelName: paymentChannels.name })
      .from(payments)
      .innerJoin(paymentChannels, eq(paymentChannels.id, payments.channelId))
      .where(where)
      .orderBy(asc(payments.paidAt), asc(payments.id))
      .limit(PAGE_SIZE)
      .offset((page - 1) * PAGE_SIZE),
    db.select({ total: count() }).from(payments).where(where),
  ]);
  const rows: UnmatchedPayment[] = [];
  for (const { payment, channelName } of found)
    rows.push({ ...shown(payment), channelName, likely: await suggestCustomers(ctx, payment, 3) });
  return { rows, total: counted?.total ?? 0, pageSize: PAGE_SIZE };
}

type Payment = typeof payments.$inferSelect;

export const shown = (payment: Payment) => ({
  id: payment.id,
  receipt: payment.receipt,
  amountCents: payment.amountCents,
  currency: payment.currency,
  payerName: payment.payerName,
  payerNumber: payment.payerNumber,
  accountReference: payment.accountReference,
  flags: payment.flags,
  paidAt: payment.paidAt,
});
