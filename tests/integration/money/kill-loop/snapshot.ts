import { eq } from "drizzle-orm";
import { schema } from "@/lib/db";
import { type MoneyWorld, type Payer, stateOf } from "../support";

/** All that a customer's money has come to, without ids: two customers with the same story have the same. */
export async function snapshot(world: MoneyWorld, payer: Payer) {
  const { db } = world;
  const { bills, desiredStates, messages, stkAttempts } = schema;
  const { journals, ledgerAccounts, ledgerEntries, providerRequests } = schema;
  const { user, walletCents, payments, renewals, restorations } = await stateOf(world, payer);
  const mine = await db.select().from(bills).where(eq(bills.customerId, payer.customerId));
  const texts = await db.select().from(messages).where(eq(messages.customerId, payer.customerId));
  const attempts = await db
    .select()
    .from(stkAttempts)
    .where(eq(stkAttempts.customerId, payer.customerId));
  const [desired] = await db
    .select()
    .from(desiredStates)
    .where(eq(desiredStates.userId, payer.userId));
  const [wallet] = await db
    .select()
    .from(ledgerAccounts)
    .where(eq(ledgerAccounts.customerId, payer.customerId));
  const moved = await db
    .select({ kind: journals.kind, way: ledgerEntries.direction, cents: ledgerEntries.amountCents })
    .from(ledgerEntries)
    .innerJoin(journals, eq(journals.id, ledgerEntries.journalId))
    .where(eq(ledgerEntries.accountId, wallet?.id ?? payer.customerId));
  const asked = await db
    .select()
    .from(providerRequests)
    .where(eq(providerRequests.customerId, payer.customerId));
  return {
    walletCents,
    moved: moved.map(({ kind, way, cents }) => `${kind} ${way} ${cents}`).sort(),
    asked: asked
      .map(({ kind, state, resultCode, attempts, passedOn }) =>
        [kind, state, resultCode, attempts, passedOn.map(({ because }) => because)].join(" "),
      )
      .sort(),
    user: {
      paidUntil: user.paidUntil,
      provisionalUntil: user.provisionalUntil,
      creditUntil: user.creditUntil,
      nextBillAt: user.nextBillAt,
      expired: user.expiredAt !== null,
      paused: user.pausedSecondsLeft,
      nextPackage: user.nextPackageId !== null,
    },
    payments: payments
      .map(({ status, amountCents, receipt }) => `${status} ${amountCents} ${receipt !== null}`)
      .sort(),
    renewals: renewals
      .map(({ startsAt, endsAt }) => `${startsAt.toISOString()} ${endsAt.toISOString()}`)
      .sort(),
    restorations: restorations.map(({ provisional }) => provisional).sort(),
    bills: mine
      .map(({ kind, status, totalCents, paidCents, number }) =>
        [kind, status, totalCents, paidCents, status === "void" || number !== null].join(" "),
      )
      .sort(),
    attempts: attempts.map(({ state }) => state).sort(),
    texts: texts.map(({ template }) => template).sort(),
    access: desired?.intent.access,
    generation: desired?.generation,
  };
}
