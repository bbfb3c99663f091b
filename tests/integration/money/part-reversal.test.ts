import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { dayOf } from "@/lib/time";
import { pullPayments, reversePayment, takeBackPart } from "@/services/payments";
import { reconcileDay, recordWithdrawal } from "@/services/reconciliation";
import { getPayment } from "@/services/reports";
import { errorOf, expectBooksInOrder } from "@/tests/support";
import { payHeard, requestReaders } from "../payments/requests-support";
import { createPaymentWorld, PRICE_CENTS } from "../payments/support";

const world = await createPaymentWorld();
const { db, job, channelId, clock } = world;
const { owner } = world.isp;
const { messagesOf, walletOf } = requestReaders(world);

afterEach(() => expectBooksInOrder(db, { now: world.now() }));

let receipts = 0;
async function goesBack(linkedReceipt: string, amountCents: number) {
  const id = job.newId();
  await db.insert(schema.statementLines).values({
    id,
    channelId,
    source: "csv",
    direction: "out",
    completedAt: world.now(),
    receipt: `UFPART${String(++receipts).padStart(4, "0")}`,
    amountCents,
    linkedReceipt,
  });
  return id;
}
const day = async () =>
  (await reconcileDay(owner, { day: dayOf(world.now()) })).differences.map((one) => one.difference);
const take = (lineId: string) => takeBackPart(owner, { lineId });

test("a part of a payment that M-Pesa gave back is named, taken out by a press, once, and owed", async () => {
  const payer = await world.addPayer();
  const { paymentId, receipt } = await payHeard(world, payer);
  clock.offsetMs += 11_000;
  await pullPayments(job, { channelId });
  const line = await goesBack(receipt, 500_00);
  expect(await day()).toEqual(["part_reversed_there"]);
  expect((await errorOf(recordWithdrawal(owner, { lineId: line, note: "not this" }))).code).toBe(
    "conflict",
  );
  await Promise.all(Array.from({ length: 6 }, () => take(line)));
  expect(await day()).toEqual([]);
  expect(await walletOf(payer.customerId)).toBe(-500_00);
  expect(await messagesOf(payer.customerId, "payment_reversed")).toHaveLength(1);
  const [user] = await db.select().from(schema.users).where(eq(schema.users.id, payer.userId));
  expect((user?.paidUntil ?? 0) > world.now()).toBe(true);

  expect((await getPayment(owner, { paymentId })).goneCents).toBe(500_00);

  const all = await goesBack(receipt, PRICE_CENTS);
  expect((await errorOf(take(all))).message).toContain("all of the payment");
  const more = await goesBack(receipt, PRICE_CENTS - 499_00);
  expect((await errorOf(take(more))).message).toContain("more than is left");
  const whole = reversePayment(owner, { paymentId, reason: "the rest too", how: "books" });
  expect((await errorOf(whole)).message).toContain("A part of this payment");
  expect(await walletOf(payer.customerId)).toBe(-500_00);
});

test("with the last part what the payment bought is gone too", async () => {
  const payer = await world.addPayer();
  const { receipt } = await payHeard(world, payer);
  await take(await goesBack(receipt, 500_00));
  await take(await goesBack(receipt, PRICE_CENTS - 500_00));
  const [user] = await db.select().from(schema.users).where(eq(schema.users.id, payer.userId));
  expect((user?.paidUntil ?? 0) <= world.now()).toBe(true);
  expect(await walletOf(payer.customerId)).toBeGreaterThan(-PRICE_CENTS / 100);
});

test("what is no part of a customer's payment is refused by name", async () => {
  const [payer, stranger] = [await world.addPayer(), await world.addPayer()];
  const lost = await payHeard(world, stranger, { account: "11111", amountCents: 300_00 });
  const gone = await payHeard(world, payer);
  await reversePayment(owner, { paymentId: gone.paymentId, reason: "went back", how: "books" });
  const lines = [
    await goesBack(lost.receipt, 100_00),
    await goesBack(gone.receipt, 100_00),
    await goesBack("UFNOBODY01", 100_00),
  ];
  for (const line of lines) expect((await errorOf(take(line))).code).toBe("conflict");
  const actor = { kind: "staff" as const, id: owner.actor.id, role: "technician" as const };
  const refused = takeBackPart({ ...owner, actor }, { lineId: lines[0] ?? "" });
  expect((await errorOf(refused)).code).toBe("forbidden");
});
