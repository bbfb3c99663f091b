import { and, count, desc, eq, isNull, or, sql } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { listInputOf, type Page } from "@/lib/paging";
import { contains, containsPhone } from "@/lib/search";
import { describeRequest, type RequestWords } from "./requests/describe-request";
import { needsStaff } from "./requests/needs-staff";
import type { ProviderRequest } from "./requests/request-states";

const { customers, providerRequests } = schema;
const Input = listInputOf(["requestedAt"] as const, providerRequests.state.enumValues).extend({
  customerId: uuid().optional(),
  paymentId: uuid().optional(),
});

export interface ProviderRequestRow extends RequestWords {
  id: string;
  kind: ProviderRequest["kind"];
  state: ProviderRequest["state"];
  /** M-Pesa is quiet about it: a person has to look. */
  needsStaff: boolean;
  customerId: string | null;
  customerName: string | null;
  paymentId: string | null;
  receipt: string | null;
  /** E.164, of a refund. */
  phone: string | null;
  amountCents: number | null;
  reason: string;
  requestedAt: Date;
}

/** Money whose way is not known stands first, however old. */
const isOpenOrder = sql`(${providerRequests.kind} <> 'transaction_status' and ${providerRequests.state} in ('sent', 'unknown')) desc`;

/** What was asked of M-Pesa: checks of codes, reversals, refunds, newest first. Errors: forbidden. */
export async function listProviderRequests(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<ProviderRequestRow>> {
  authorise(ctx, { staff: "read" });
  const { search, page, pageSize, status, customerId, paymentId } = Input.parse(input);
  const where = and(
    // Questions about an order are part of that order's story.
    isNull(providerRequests.aboutRequestId),
    customerId ? eq(providerRequests.customerId, customerId) : undefined,
    paymentId ? eq(providerRequests.paymentId, paymentId) : undefined,
    status ? eq(providerRequests.state, status) : undefined,
    search
      ? or(
          contains(customers.name, search),
          contains(providerRequests.receipt, search),
          contains(providerRequests.resultReceipt, search),
          containsPhone(providerRequests.phone, search),
        )
      : undefined,
  );
  const db = handle(ctx);
  const [found, [counted]] = await Promise.all([
    db
      .select({ request: providerRequests, customerName: customers.name })
      .from(providerRequests)
      .leftJoin(customers, eq(customers.id, providerRequests.customerId))
      .where(where)
      .orderBy(isOpenOrder, desc(providerRequests.requestedAt), desc(providerRequests.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db
      .select({ total: count() })
      .from(providerRequests)
      .leftJoin(customers, eq(customers.id, providerRequests.customerId))
      .where(where),
  ]);
  const rows = found.map(({ request, customerName }) => toRow(request, customerName, ctx.now()));
  return { rows, total: counted?.total ?? 0, pageSize };
}

/** Without token and ids: those are between M-Pesa and us. */
function toRow(
  request: ProviderRequest,
  customerName: string | null,
  now: Date,
): ProviderRequestRow {
  const { id, kind, state, customerId, paymentId, receipt, phone, amountCents, reason } = request;
  return {
    id,
    kind,
    state,
    needsStaff: needsStaff(request, now),
    customerId,
    customerName,
    paymentId,
    receipt,
    phone,
    amountCents,
    reason,
    requestedAt: request.requestedAt,
    ...describeRequest(request, now),
  };
}
