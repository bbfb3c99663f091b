import { eq } from "drizzle-orm";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { expireDueUsers } from "@/services/billing";
import { settle, storeCallback } from "@/services/payments";
import { directPayment, type MoneyWorld, type Payer, PRICE } from "../support";

const SAFARICOM = "196.201.214.200";

/** A customer whose paid time is over, and who was cut off. */
export async function lapsed(world: MoneyWorld): Promise<Payer> {
  const payer = await paid(world);
  await endTime(world, payer);
  return payer;
}

/** Two of them, from the same moment on. */
export async function lapsedTwo(world: MoneyWorld): Promise<[Payer, Payer]> {
  const payers: [Payer, Payer] = [await paid(world), await paid(world)];
  await endTime(world, payers[0]);
  return payers;
}

async function paid(world: MoneyWorld): Promise<Payer> {
  const payer = await world.addPayer();
  await settle(world.job, directly(world, payer, PRICE));
  return payer;
}

async function endTime(world: MoneyWorld, payer: Payer) {
  const [user] = await userOf(world, payer);
  const back = world.clock.now;
  world.clock.now = user?.paidUntil ?? back;
  await expireDueUsers(world.job);
  if (world.clock.now < back) world.clock.now = back;
}

/** Money paid to the Paybill under the customer's account. */
export const directly = (world: MoneyWorld, payer: Payer, amountCents: number) =>
  directPayment(world, payer.accountNumber, { amountCents });

export const userOf = (world: MoneyWorld, payer: Payer) =>
  world.db.select().from(schema.users).where(eq(schema.users.id, payer.userId));

/** A body that M-Pesa has sent, stored and not judged yet. */
export async function stored(
  world: MoneyWorld,
  kind: Parameters<typeof storeCallback>[1]["kind"],
  token: string,
  body: unknown,
): Promise<string> {
  const provider = createContext(
    { kind: "provider", id: "mpesa" },
    { db: world.db, now: () => world.clock.now },
  );
  const { inboxId } = await storeCallback(provider, {
    kind,
    token,
    sourceAddress: SAFARICOM,
    body: JSON.stringify(body),
  });
  if (!inboxId) throw new Error("the callback was not stored");
  return inboxId;
}
