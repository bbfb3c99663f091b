import { and, asc, count, desc, eq, or } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { listInputOf, type Page } from "@/lib/paging";
import { contains, containsPhone } from "@/lib/search";

const { customers, payments, stkAttempts } = schema;
const UUID = uuid();
const Input = listInputOf(["requestedAt"] as const, stkAttempts.state.enumValues).extend({
  customerId: uuid().optional(),
});

export interface AttemptRow {
  id: string;
  customerId: string;
  customerName: string;
  phone: string;
  amountCents: number;
  state: (typeof stkAttempts.state.enumValues)[number];
  resultDescription: string | null;
  accountReference: string;
  requestedAt: Date;
  paymentId: string | null;
}

/** Each press of "Pay" and what came of it, newest first. Errors: forbidden. */
export async function listAttempts(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<AttemptRow>> {
  authorise(ctx, { staff: "read" });
  const { search, page, pageSize, status, direction, sort, customerId } = Input.parse(input);
  const where = and(
    customerId ? eq(stkAttempts.customerId, customerId) : undefined,
    status ? eq(stkAttempts.state, status) : undefined,
    search
      ? or(
          // As the check of the books names it.
          UUID.safeParse(search).success ? eq(stkAttempts.id, search) : undefined,
          contains(customers.name, search),
          contains(stkAttempts.accountReference, search),
          containsPhone(stkAttempts.phone, search),
        )
      : undefined,
  );
  const oldestFirst = sort && direction === "asc";
  const db = handle(ctx);
  const [found, [counted]] = await Promise.all([
    db
      .select({ attempt: stkAttempts, customerName: customers.name, paymentId: payments.id })
      .from(stkAttempts)
      .innerJoin(customers, eq(customers.id, stkAttempts.customerId))
      .leftJoin(payments, eq(payments.attemptId, stkAttempts.id))
      .where(where)
      .orderBy((oldestFirst ? asc : desc)(stkAttempts.requestedAt), desc(stkAttempts.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db
      .select({ total: count() })
      .from(stkAttempts)
      .innerJoin(customers, eq(customers.id, stkAttempts.customerId))
      .where(where),
  ]);
  const rows = found.map(({ attempt, customerName, paymentId }) => ({
    id: attempt.id,
    customerId: attempt.customerId,
    customerName,
    phone: attempt.phone,
    amountCents: attempt.amountCents,
    state: attempt.state,
    resultDescription: attempt.resultDescription,
    accountReference: attempt.accountReference,
    requestedAt: attempt.requestedAt,
    paymentId,
  }));
  return { rows, total: counted?.total ?? 0, pageSize };
}
