import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { and, eq } from "drizzle-orm";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import { addPeriods } from "@/lib/billing";
import { withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { hashPhone } from "@/lib/phone";
import { expireDueUsers, setBillingMode } from "@/services/billing";
import { sweepDunning } from "@/services/dunning";
import { settle } from "@/services/payments/settle";
import { saveSettings } from "@/services/settings";
import { waitFor } from "@/tests/support";
import { at, createDunningWorld, END } from "./dunning-world";
import { accessOnRouter, PRICE } from "./support";

const { db, world, job, owner, inHours, minute, evidence, reminders, stepsOf, payerUntil } =
  await createDunningWorld();
const { messages, users } = schema;

test("a customer hears before, at and after the end, each once, and where to pay what", async () => {
  const payer = await payerUntil();
  const heard: number[] = [];
  for (const hours of [-72.1, -72, -48, -24, -23, -0.1, 0, 1, 24, 25, 60])
    heard.push(await minute(inHours(hours)));
  expect(heard).toEqual([0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0]);
  expect(await reminders(payer)).toEqual(["runs_out_soon", "runs_out_soon", "ran_out", "ran_out"]);
  const [first] = await db.select().from(messages).where(eq(messages.template, "runs_out_soon"));
  expect(first?.body).toMatch(
    /: Home 10 Mbps \(payer-\d+\) runs out on 10 Jun 2026, 09:00\. Pay KES 2,500 to Paybill 600123, account \d{8} to stay online\.$/,
  );
  expect(first?.body.length).toBeLessThanOrEqual(160);
});

test("a payment at 23:58 stops what was due at 00:00", async () => {
  const midnight = at("2026-06-11T00:00:00");
  const payer = await payerUntil(midnight);
  world.clock.now = at("2026-06-10T23:58:00");
  await settle(job, evidence(payer));
  expect(await minute(midnight)).toBe(0);
  expect(await accessOnRouter(world, payer)).toBe("on");
  expect(await reminders(payer)).toEqual([]);
});

test("a payment that is being posted at this moment is not talked over", async () => {
  const payer = await payerUntil();
  world.clock.now = END;
  await expireDueUsers(job);
  await withTransaction(job, async (tx) => {
    await settle(tx, evidence(payer));
    expect(await sweepDunning(job)).toBe(0);
  });
  expect(await sweepDunning(job)).toBe(0);
  expect([await reminders(payer), await stepsOf(payer)]).toEqual([[], []]);
});

test("sweeps and a payment all at once: one reminder at most, and none after the payment", async () => {
  for (let round = 0; round < 6; round++) {
    const payer = await payerUntil();
    world.clock.now = END;
    await expireDueUsers(job);
    const sent = await Promise.all([
      sweepDunning(job),
      ...(round % 2 ? [settle(job, evidence(payer)).then(() => 0)] : []),
      sweepDunning(job),
      sweepDunning(job),
    ]);
    const count = sent.reduce((sum, one) => sum + one, 0);
    expect(count).toBe(round % 2 ? Math.min(count, 1) : 1);
    expect([(await reminders(payer)).length, (await stepsOf(payer)).length]).toEqual([
      count,
      count,
    ]);
    await db.update(users).set({ status: "closed" }).where(eq(users.id, payer.userId));
  }
});

test("killed between the step and its SMS: neither stands, and the next sweep does both once", async () => {
  const payer = await payerUntil();
  world.clock.now = END;
  await expireDueUsers(job);
  const script = fileURLToPath(new URL("./sweep-dunning.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, END.toISOString()], {
    env: { ...process.env, FAULT_POINTS: "dunning.claimed" },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
  expect([await reminders(payer), await stepsOf(payer)]).toEqual([[], []]);
  await waitFor("the dead process's lock to go", async () => (await sweepDunning(job)) === 1);
  expect(await sweepDunning(job)).toBe(0);
  expect([await reminders(payer), (await stepsOf(payer)).length]).toEqual([["ran_out"], 1]);
});

test("reminders wait for the morning; the news that access has ended does not", async () => {
  const payer = await payerUntil(at("2026-06-10T23:00:00"));
  expect(await minute(at("2026-06-07T23:00:00"))).toBe(0);
  expect(await minute(at("2026-06-08T06:59:00"))).toBe(0);
  expect(await minute(at("2026-06-08T07:00:00"))).toBe(1);
  expect(await minute(at("2026-06-10T23:00:00"))).toBe(1);
  expect(await reminders(payer)).toEqual(["runs_out_soon", "ran_out"]);
});

test("nobody is reminded of what they have just bought, nor of what the wallet pays", async () => {
  const now = END;
  world.clock.now = now;
  const fresh = await world.addPayer();
  await settle(job, evidence(fresh));
  // Bought late, from the old expiry, with less than a day to go.
  await saveSettings(owner, "billing", { graceHours: 14 * 24 });
  const saver = await payerUntil(inHours(20));
  await settle(job, evidence(saver));
  await settle(job, evidence(saver));
  expect(await minute(inHours(0.1))).toBe(0);
  const month = addPeriods(END, "month", 1).getTime() - END.getTime();
  expect(await minute(new Date(END.getTime() + month - 72 * 3_600_000))).toBe(1);
  expect([await reminders(fresh), await reminders(saver)]).toEqual([["runs_out_soon"], []]);
});

test("in grace the customer hears until when, and at its end that it is over", async () => {
  await saveSettings(owner, "billing", { graceHours: 48 });
  const payer = await payerUntil();
  await minute(END);
  await minute(inHours(24));
  await minute(inHours(48));
  expect(await reminders(payer)).toEqual(["in_grace", "in_grace", "grace_over"]);
  const [text] = await db
    .select()
    .from(messages)
    .where(and(eq(messages.template, "in_grace"), eq(messages.customerId, payer.customerId)));
  expect(text?.body).toContain("You stay online until 12 Jun 2026, 09:00.");
});

test("a crowd that runs out together is told a batch a minute, and everybody once", async () => {
  const crowd = Array.from({ length: 310 }, () => ({ userId: v7(), customerId: v7() }));
  const named = crowd.map((each, n) => ({ ...each, n, phone: `+25479${String(1_000_000 + n)}` }));
  await db.insert(schema.customers).values(
    named.map(({ customerId: id, n }) => ({
      id,
      name: `Crowd ${n}`,
      accountNumber: `9${String(n).padStart(7, "0")}`,
    })),
  );
  await db.insert(schema.customerPhones).values(
    named.map(({ customerId, phone }) => ({
      customerId,
      phone,
      phoneHash: hashPhone(phone),
      primary: true,
    })),
  );
  await db.insert(users).values(
    named.map(({ userId: id, customerId, n }) => ({
      id,
      customerId,
      packageId: world.packageId,
      routerId: world.routerId,
      username: `crowd-${n}`,
      serviceType: "pppoe" as const,
      serviceFamily: "ppp" as const,
      paidUntil: END,
    })),
  );
  expect([await minute(END), await minute(inHours(0.1)), await minute(inHours(0.2))]).toEqual([
    300, 10, 0,
  ]);
});

test("a postpaid customer hears of the bill, before and when it is due, and of the cut; paying ends it", async () => {
  await saveSettings(owner, "billing", { postpaidDueDays: 7, postpaidGraceDays: 3 });
  world.clock.now = at("2026-06-16T00:00:00");
  const [payer, prompt] = [await world.addPayer(), await world.addPayer()];
  for (const { userId } of [payer, prompt])
    await setBillingMode(owner, { userId, mode: "postpaid", billDay: 1 });
  expect(await minute(at("2026-07-01T00:00:00"))).toBe(0);
  expect(await minute(at("2026-07-01T07:00:00"))).toBe(2);
  await settle(job, evidence(prompt, PRICE / 2));
  for (const time of ["05T08:00", "07T08:00", "08T08:00", "09T08:00", "11T08:00", "11T08:01"])
    await minute(at(`2026-07-${time}:00`));
  expect(await reminders(prompt)).toEqual(["bill_to_pay"]);
  expect(await reminders(payer)).toEqual([
    "bill_to_pay",
    "bill_to_pay",
    "bill_to_pay",
    "bill_overdue",
    "bill_overdue",
    "bill_cut",
    "bill_to_pay",
  ]);
});
