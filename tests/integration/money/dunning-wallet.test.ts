import { desc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { addPeriods } from "@/lib/billing";
import { schema } from "@/lib/db";
import { addCharge, renewFromWallet, setAutoRenew } from "@/services/billing";
import { settle } from "@/services/payments/settle";
import { addUser } from "@/services/users";
import { createDunningWorld, END } from "./dunning-world";
import { accessOnRouter, type Payer, PRICE } from "./support";

const { db, world, job, owner, inHours, minute, evidence, reminders, payerUntil } =
  await createDunningWorld();

const textsOf = async (payer: Payer) =>
  (
    await db
      .select()
      .from(schema.messages)
      .where(eq(schema.messages.customerId, payer.customerId))
      .orderBy(schema.messages.createdAt)
  )
    .filter(({ dedupeKey }) => dedupeKey.startsWith("dunning:"))
    .map(({ body }) => body ?? "");

/** Another login of the customer, whose month ends some hours after END. */
async function secondLogin(payer: Payer, hours: number) {
  const now = world.clock.now;
  world.clock.now = addPeriods(inHours(hours), "month", -1);
  const { userId } = await addUser(owner, {
    customerId: payer.customerId,
    routerId: world.routerId,
    packageId: world.packageId,
    username: `second-${payer.accountNumber}`,
  });
  await settle(job, { ...evidence(payer), purpose: { userId, periods: 1 } });
  world.clock.now = now;
  return userId;
}

test("whose wallet holds the price but does not renew by itself hears so before and at the end", async () => {
  const payer = await payerUntil();
  world.clock.now = inHours(-100);
  await settle(job, evidence(payer));
  await setAutoRenew(owner, { userId: payer.userId, autoRenew: false });
  for (const hours of [-72, -24, 0]) await minute(inHours(hours));
  expect(await reminders(payer)).toEqual(["renew_by_hand", "renew_by_hand", "renew_by_hand"]);
  expect((await textsOf(payer))[0]).toContain("Your wallet holds the KES 2,500");
  expect(await accessOnRouter(world, payer)).not.toBe("on");
  await renewFromWallet(owner, { userId: payer.userId, periods: 1 });
  expect(await minute(inHours(24))).toBe(0);
});

test("who pays while offline without renewing by itself hears that there is one thing left to do", async () => {
  const payer = await payerUntil();
  await setAutoRenew(owner, { userId: payer.userId, autoRenew: false });
  await minute(inHours(0));
  expect((await textsOf(payer))[0]).toMatch(
    /ran out on .* Pay KES 2,500 to Paybill .*, then renew it in your account\.$/,
  );
  await settle(job, evidence(payer));
  const [received] = await db
    .select()
    .from(schema.messages)
    .where(eq(schema.messages.customerId, payer.customerId))
    .orderBy(desc(schema.messages.createdAt))
    .limit(1);
  expect(received?.body).toMatch(
    /Home 10 Mbps does not renew by itself: renew it in your account\. KES 2,500 stays in your wallet\.$/,
  );
});

test("of two logins with one wallet, the one that it will not reach hears what is missing", async () => {
  const payer = await payerUntil();
  const second = await secondLogin(payer, 1);
  world.clock.now = inHours(-100);
  await settle(job, evidence(payer));
  await minute(inHours(-72));
  expect(await reminders(payer)).toEqual([]);
  await minute(inHours(-71));
  const [text] = await textsOf(payer);
  expect(text).toContain(`(second-${payer.accountNumber})`);
  expect(text).toContain("Pay KES 2,500");
  await settle(job, evidence(payer));
  for (const hours of [-24, -23, 0, 1]) await minute(inHours(hours));
  expect(await reminders(payer)).toEqual(["runs_out_soon"]);
  const rows = await db
    .select()
    .from(schema.users)
    .where(eq(schema.users.customerId, payer.customerId));
  expect(rows.map((row) => [row.expiredAt, (row.paidUntil ?? END) > world.clock.now])).toEqual([
    [null, true],
    [null, true],
  ]);
  expect(rows.map((row) => row.id)).toContain(second);
});

test("a wallet that an older bill will take is not counted on", async () => {
  const payer = await payerUntil();
  world.clock.now = inHours(-100);
  await addCharge(owner, {
    customerId: payer.customerId,
    description: "A new mast",
    amountCents: PRICE + 100_000,
  });
  await settle(job, { ...evidence(payer), amountCents: PRICE / 2 });
  await minute(inHours(-24));
  expect(await reminders(payer)).toEqual(["runs_out_soon"]);
  // What is missing of the mast, and the month.
  expect((await textsOf(payer))[0]).toContain("Pay KES 4,750 (other bills and logins included)");
  await settle(job, evidence(payer, 475_000));
  await minute(inHours(0));
  expect(await reminders(payer)).toEqual(["runs_out_soon"]);
  expect(await accessOnRouter(world, payer)).toBe("on");
});
