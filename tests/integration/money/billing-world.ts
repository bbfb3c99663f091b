import { asc, desc, eq } from "drizzle-orm";
import { withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { renewUser } from "@/services/billing";
import { addPackage } from "@/services/packages";
import { settle } from "@/services/payments";
import { directPayment, type MoneyWorld, type Payer, PRICE } from "./support";

const DAY = 86_400_000;

/** What the tests of package changes, pauses and credits do and look at, on a money world. */
export function billingWorld(world: MoneyWorld) {
  const { db, job } = world;
  const start = world.clock.now;

  /** Days after the start. */
  const onDay = (days: number) => {
    world.clock.now = new Date(start.getTime() + days * DAY);
  };

  const pay = (payer: Payer, amountCents: number) =>
    settle(job, directPayment(world, payer.accountNumber, { amountCents }));

  /** A customer with `count` months, one bill each, all bought on day 0. */
  async function payerWithMonths(count: number) {
    onDay(0);
    const payer = await world.addPayer();
    const bills: string[] = [];
    for (let n = 0; n < count; n++) {
      await pay(payer, PRICE);
      if (n > 0)
        await withTransaction(job, (tx) => renewUser(tx, { userId: payer.userId, periods: 1 }));
      const [newest] = await db
        .select({ billId: schema.renewals.billId })
        .from(schema.renewals)
        .where(eq(schema.renewals.userId, payer.userId))
        .orderBy(desc(schema.renewals.startsAt))
        .limit(1);
      bills.push(newest?.billId ?? "");
    }
    return { payer, bills };
  }

  /** Time that ran, runs or will run, in order. */
  const timesOf = async (payer: Payer) =>
    (
      await db
        .select()
        .from(schema.renewals)
        .where(eq(schema.renewals.userId, payer.userId))
        .orderBy(asc(schema.renewals.startsAt), asc(schema.renewals.createdAt))
    ).filter((time) => !time.endedAt || time.endedAt > time.startsAt);

  const notesOf = (payer: Payer) =>
    db.select().from(schema.creditNotes).where(eq(schema.creditNotes.customerId, payer.customerId));

  /** Bills in order, without the one that the money world drops from a new payer. */
  const billsOf = async (payer: Payer) =>
    (
      await db
        .select()
        .from(schema.bills)
        .where(eq(schema.bills.customerId, payer.customerId))
        .orderBy(asc(schema.bills.issuedAt), asc(schema.bills.id))
    ).filter((bill) => bill.status !== "void" || bill.voidReason);

  /** What the router is to do. */
  async function intentOf(payer: Payer) {
    const [desired] = await db
      .select()
      .from(schema.desiredStates)
      .where(eq(schema.desiredStates.userId, payer.userId));
    if (!desired) throw new Error("no desired state");
    return desired.intent;
  }

  let packages = 0;
  async function addOffer(priceCents: number, downloadKbps = 20_000) {
    const { packageId } = await addPackage(world.owner, {
      name: `Offer ${++packages}`,
      serviceType: "pppoe",
      downloadKbps,
      uploadKbps: 10_000,
      periodUnit: "month",
      periodCount: 1,
      priceCents,
    });
    return packageId;
  }

  return { onDay, pay, payerWithMonths, timesOf, notesOf, billsOf, intentOf, addOffer };
}
