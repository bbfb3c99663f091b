import { eq } from "drizzle-orm";
import { schema } from "@/lib/db";
import { type MoneyWorld, type Payer, stateOf } from "../support";

/** All that a customer's money has come to, without ids: two customers with the same story have the same. */
export async function snapshot(world: MoneyWorld, payer: Payer) {
  const { db } = world;
  const { bills, desiredStates, messages, stkAttempts } = schema;
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
  return {
    walletCents,
    user: {
      paidUntil: user.paidUntil,
      provisionalUntil: user.provisionalUntil,
      creditUntil: user.creditUntil,
      nextBillAt: user.nextBillAt,
      expired: user.expiredAt !== null,
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
