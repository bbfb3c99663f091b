import { and, eq, gte, inArray, isNull, lte, ne } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Candidate } from "./score";
import type { Traces } from "./traces";

const AROUND_MS = 15 * 60_000;
const { bills, customerPhones, customers, packages, stkAttempts, users } = schema;

/** What is known of these customers, as far as it can speak for a payment. */
export async function loadCandidates(
  ctx: Context,
  traces: Traces,
  ids: string[],
): Promise<Candidate[]> {
  if (ids.length === 0) return [];
  const db = handle(ctx);
  const [people, phones, logins, owed, pushes] = await Promise.all([
    db
      .select({ id: customers.id, name: customers.name, accountNumber: customers.accountNumber })
      .from(customers)
      .where(and(inArray(customers.id, ids), eq(customers.status, "active"))),
    db
      .select({ id: customerPhones.customerId, phone: customerPhones.phone })
      .from(customerPhones)
      .where(and(inArray(customerPhones.customerId, ids), isNull(customerPhones.removedAt))),
    db
      .select({
        id: users.customerId,
        username: users.username,
        package: { name: packages.name, priceCents: packages.priceCents },
      })
      .from(users)
      .innerJoin(packages, eq(packages.id, users.packageId))
      .where(and(inArray(users.customerId, ids), ne(users.status, "closed"))),
    db
      .select({ id: bills.customerId, totalCents: bills.totalCents, paidCents: bills.paidCents })
      .from(bills)
      .where(and(inArray(bills.customerId, ids), eq(bills.status, "open"))),
    db
      .select({ id: stkAttempts.customerId, requestedAt: stkAttempts.requestedAt })
      .from(stkAttempts)
      .where(
        and(
          inArray(stkAttempts.customerId, ids),
          eq(stkAttempts.channelId, traces.channelId),
          eq(stkAttempts.amountCents, traces.amountCents),
          ne(stkAttempts.state, "paid"),
          gte(stkAttempts.requestedAt, new Date(traces.paidAt.getTime() - AROUND_MS)),
          lte(stkAttempts.requestedAt, new Date(traces.paidAt.getTime() + AROUND_MS)),
        ),
      ),
  ]);
  return people.map(({ id, ...person }) => {
    const own = <T extends { id: string }>(rows: T[]) => rows.filter((row) => row.id === id);
    return {
      customerId: id,
      ...person,
      phones: own(phones).map((row) => row.phone),
      usernames: own(logins).map((row) => row.username),
      packages: own(logins).map((row) => row.package),
      owedCents: own(owed).map((row) => row.totalCents - row.paidCents),
      pushedAt: own(pushes).map((row) => row.requestedAt),
    };
  });
}
