import { expect, test } from "vitest";
import { addPeriods, inDays } from "@/lib/billing";
import { schema } from "@/lib/db";
import {
  describeBillingMode,
  expireDueUsers,
  issueDueBills,
  quoteRenewal,
  setBillingMode,
} from "@/services/billing";
import { settle } from "@/services/payments/settle";
import { saveSettings } from "@/services/settings";
import { closeUser } from "@/services/users";
import { errorOf } from "@/tests/support";
import { at, createPostpaidWorld, JUNE_16 } from "./postpaid-world";
import { newReceipt, PRICE, reports, stateOf } from "./support";

const { db, world, job, owner, access, userOf, billsOf, pay, sweep, postpaidPayer } =
  await createPostpaidWorld();
const HALF = PRICE / 2;

test("access opens at the switch, and the first bill is for what was used of the month, to the cent", async () => {
  const payer = await postpaidPayer();
  expect(await access(payer)).toBe("on");
  await sweep();
  expect(await billsOf(payer)).toEqual([]);
  world.clock.now = at("2026-07-01T00:00:00");
  await sweep();
  const [bill] = await billsOf(payer);
  expect(bill).toMatchObject({
    kind: "postpaid",
    status: "open",
    totalCents: HALF,
    periodStart: JUNE_16,
    periodEnd: world.clock.now,
    dueAt: inDays(world.clock.now, 7),
  });
  const taxes = (bill?.vatCents ?? 0) + (bill?.exciseCents ?? 0);
  expect(taxes).toBeGreaterThan(0);
  expect(await userOf(payer)).toMatchObject({
    nextBillAt: at("2026-08-01T00:00:00"),
    creditUntil: inDays(world.clock.now, 10),
  });
});

test("two sweeps at once, again and again, bill a period once", async () => {
  const payers = [await postpaidPayer(), await postpaidPayer(), await postpaidPayer()];
  world.clock.now = at("2026-07-01T00:00:00");
  const counts = await Promise.all([issueDueBills(job), issueDueBills(job), issueDueBills(job)]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
  await issueDueBills(job);
  for (const payer of payers) expect(await billsOf(payer)).toHaveLength(1);
});

test("unpaid after due day and grace, access ends as at an expiry; paying the oldest bill reopens it", async () => {
  const payer = await postpaidPayer();
  world.clock.now = at("2026-07-01T00:00:00");
  await sweep();
  world.clock.now = new Date(at("2026-07-11T00:00:00").getTime() - 1000);
  await sweep();
  expect(await access(payer)).toBe("on");
  world.clock.now = at("2026-07-11T00:00:00");
  await sweep();
  expect(await access(payer)).toBe("off");
  // What was used of July is billed too, and no more until access is back.
  const [first, second] = await billsOf(payer);
  expect(second).toMatchObject({
    periodEnd: world.clock.now,
    totalCents: Math.floor((PRICE * 10) / 31),
  });
  expect((await userOf(payer)).nextBillAt).toBeNull();
  world.clock.now = at("2026-07-15T12:00:00");
  await pay(payer, first?.totalCents ?? 0);
  expect(await access(payer)).toBe("on");
  expect((await billsOf(payer)).map((bill) => bill.status)).toEqual(["paid", "open"]);
  expect(await userOf(payer)).toMatchObject({
    expiredAt: null,
    billedUntil: world.clock.now,
    nextBillAt: at("2026-08-01T00:00:00"),
    creditUntil: inDays(second?.dueAt ?? JUNE_16, 3),
  });
});

test("a payment at the very moment of the cut leaves the payer online, whichever is first", async () => {
  for (let round = 0; round < 8; round++) {
    world.clock.now = JUNE_16;
    const payer = await postpaidPayer();
    world.clock.now = at("2026-07-01T00:00:00");
    await issueDueBills(job);
    world.clock.now = at("2026-07-11T00:00:00");
    await Promise.all([
      expireDueUsers(job),
      pay(payer, HALF),
      issueDueBills(job),
      expireDueUsers(job),
    ]);
    await sweep();
    expect(await access(payer)).toBe("on");
    expect((await billsOf(payer))[0]?.status).toBe("paid");
    await db.update(schema.users).set({ status: "closed", nextBillAt: null, closedAt: JUNE_16 });
  }
});

test("a wallet that holds the money pays the bill at issue; a part stays owed, and oldest first", async () => {
  const [rich, poor] = [await postpaidPayer(), await postpaidPayer()];
  await pay(rich, PRICE);
  await pay(poor, 50_000);
  expect((await stateOf(world, rich)).walletCents).toBe(PRICE);
  world.clock.now = at("2026-07-01T00:00:00");
  await sweep();
  expect((await billsOf(rich))[0]).toMatchObject({ status: "paid", paidCents: HALF });
  expect((await stateOf(world, rich)).walletCents).toBe(PRICE - HALF);
  expect((await userOf(rich)).creditUntil).toEqual(at("2026-08-11T00:00:00"));
  expect((await billsOf(poor))[0]).toMatchObject({ status: "open", paidCents: 50_000 });
  await pay(poor, HALF - 50_000);
  expect((await billsOf(poor))[0]?.status).toBe("paid");
  // No prepaid time was bought from any wallet.
  expect((await stateOf(world, rich)).renewals).toHaveLength(0);
});

test("an M-Pesa payment whose purpose is the postpaid user pays what they owe", async () => {
  const payer = await postpaidPayer();
  world.clock.now = at("2026-07-01T00:00:00");
  await sweep();
  const quote = await quoteRenewal(job, { userId: payer.userId });
  expect(quote).toMatchObject({ totalCents: HALF, toPayCents: HALF });
  expect(quote.words).toBe("Your bill of KES 1,250 is to be paid by 8 Jul 2026, 00:00.");
  const attempt = await world.addAttempt(payer, { amountCents: HALF });
  await settle(job, reports(world, attempt, newReceipt()).callback);
  expect((await billsOf(payer))[0]?.status).toBe("paid");
  expect((await quoteRenewal(job, { userId: payer.userId })).words).toBe(
    "Nothing to pay. Your next bill comes on 1 Aug 2026, 00:00.",
  );
});

test("after an outage of ours over the bill day nobody is cut before the bill came and was due", async () => {
  const payer = await postpaidPayer();
  await sweep();
  world.clock.now = at("2026-08-20T10:00:00");
  await expireDueUsers(job);
  expect(await access(payer)).toBe("on");
  await sweep();
  expect((await billsOf(payer)).map((bill) => bill.totalCents)).toEqual([HALF, PRICE]);
  expect((await userOf(payer)).creditUntil).toEqual(inDays(world.clock.now, 10));
  expect(await access(payer)).toBe("on");
});

test("time that was paid before the switch is not billed, and what grace gave is", async () => {
  const paid = await world.addPayer();
  await pay(paid, PRICE);
  const { userId } = paid;
  const change = await describeBillingMode(owner, { userId, billDay: 1 });
  expect(change.words[1]).toContain("1 Aug 2026, 00:00 for the time from 16 Jul 2026, 00:00");
  await setBillingMode(owner, { userId, mode: "postpaid", billDay: 1 });
  expect(await userOf(paid)).toMatchObject({
    billedUntil: at("2026-07-16T00:00:00"),
    nextBillAt: at("2026-08-01T00:00:00"),
  });
  await saveSettings(owner, "billing", { graceHours: 48 });
  const graced = await world.addPayer();
  await pay(graced, PRICE);
  const expiry = addPeriods(JUNE_16, "month", 1);
  world.clock.now = new Date(expiry.getTime() + 3_600_000);
  await sweep();
  await setBillingMode(owner, { userId: graced.userId, mode: "postpaid", billDay: 1 });
  expect((await userOf(graced)).billedUntil).toEqual(expiry);
});

test("back to prepaid: what was used is billed, access ends unless the wallet pays, and no time is paid twice", async () => {
  const [idle, funded] = [await postpaidPayer(), await postpaidPayer()];
  await pay(funded, 2 * PRICE);
  world.clock.now = at("2026-06-26T00:00:00");
  for (const { userId } of [idle, funded]) await setBillingMode(owner, { userId, mode: "prepaid" });
  await sweep();
  const third = Math.floor((PRICE * 25) / 30) - HALF;
  expect((await billsOf(idle))[0]).toMatchObject({ status: "open", totalCents: third });
  expect((await billsOf(funded))[0]).toMatchObject({ status: "paid", totalCents: third });
  expect([await access(idle), await access(funded)]).toEqual(["off", "on"]);
  expect((await userOf(funded)).paidUntil).toEqual(at("2026-07-26T00:00:00"));
});

test("a closed user gets the last bill, and no other", async () => {
  const payer = await postpaidPayer();
  world.clock.now = at("2026-06-26T00:00:00");
  await closeUser(owner, { userId: payer.userId });
  await sweep();
  world.clock.now = at("2026-09-01T00:00:00");
  await sweep();
  expect(await billsOf(payer)).toHaveLength(1);
  expect((await userOf(payer)).nextBillAt).toBeNull();
});

test("the switch is refused while it would bill wrongly", async () => {
  const payer = await world.addPayer({ fees: [] });
  const { userId } = payer;
  const error = await errorOf(setBillingMode(owner, { userId, mode: "postpaid" }));
  expect(error).toMatchObject({ code: "conflict" });
  expect((await describeBillingMode(owner, { userId })).refusal).toContain("first period");
  expect(await errorOf(setBillingMode(owner, { userId, mode: "prepaid" }))).toMatchObject({
    code: "conflict",
  });
  const absurd = setBillingMode(owner, { userId, mode: "postpaid", billDay: 32 });
  await expect(absurd).rejects.toThrow("From 1 to 31.");
});
