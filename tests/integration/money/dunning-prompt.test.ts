import { eq, ne } from "drizzle-orm";
import { expect, test } from "vitest";
import { addPeriods } from "@/lib/billing";
import { createContext } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { setAutoPromptConsent } from "@/services/dunning";
import { settle } from "@/services/payments/settle";
import { saveSettings } from "@/services/settings";
import { createDunningWorld, END, SETTINGS } from "./dunning-world";
import { accessOnRouter, newReceipt, PRICE, stateOf } from "./support";

const {
  db,
  world,
  job,
  owner,
  inHours,
  minute,
  evidence,
  reminders,
  stepsOf,
  attemptsOf,
  payerUntil,
} = await createDunningWorld();
const { stkAttempts } = schema;

test("who agreed gets one M-Pesa prompt at expiry, and nobody else gets any", async () => {
  await saveSettings(owner, "dunning", { ...SETTINGS, autoPrompt: true });
  const [agreed, silent, busy] = [await payerUntil(), await payerUntil(), await payerUntil()];
  for (const { customerId } of [agreed, busy])
    await setAutoPromptConsent(owner, { customerId, agreed: true });
  world.clock.now = inHours(-0.01);
  await world.addAttempt(busy, { state: "pending" });
  await minute(END);
  await minute(inHours(0.02));
  const [prompt, ...more] = await attemptsOf(agreed);
  expect(prompt).toMatchObject({
    initiatedBy: "expiry",
    amountCents: PRICE,
    userId: agreed.userId,
  });
  expect([more, await attemptsOf(silent)]).toEqual([[], []]);
  expect(await attemptsOf(busy)).toHaveLength(1);
  // Agreement is the customer's own to give and to take back.
  const self = createContext({ kind: "customer", id: agreed.customerId }, { db });
  await setAutoPromptConsent(self, { customerId: agreed.customerId, agreed: false });
  await expect(
    setAutoPromptConsent(self, { customerId: silent.customerId, agreed: true }),
  ).rejects.toThrow("not allowed");
  await db.update(stkAttempts).set({ state: "failed" }).where(ne(stkAttempts.state, "paid"));
});

test("a prompt waits while a callback of the customer's is unjudged, and is needless when it was the money", async () => {
  await saveSettings(owner, "dunning", { ...SETTINGS, autoPrompt: true, remindAtExpiry: false });
  const payer = await payerUntil();
  await setAutoPromptConsent(owner, { customerId: payer.customerId, agreed: true });
  const body = JSON.stringify({ TransID: newReceipt(), BillRefNumber: payer.accountNumber });
  const [row] = await db
    .insert(schema.callbackInbox)
    .values({
      kind: "c2b_confirmation",
      dedupeHash: sha256(body),
      tokenHash: "c2b",
      tokenKnown: true,
      sourceAddress: "196.201.214.200",
      sourceTrusted: true,
      body,
      receivedAt: END,
    })
    .returning();
  expect(await minute(END)).toBe(0);
  expect([await attemptsOf(payer), await stepsOf(payer)]).toEqual([[], []]);
  await settle(job, evidence(payer));
  await db
    .update(schema.callbackInbox)
    .set({ status: "quarantined" })
    .where(eq(schema.callbackInbox.id, String(row?.id)));
  expect(await minute(inHours(0.02))).toBe(0);
  expect(await attemptsOf(payer)).toEqual([]);
});

test("after an outage of ours pull comes first: who paid meanwhile is neither cut, reminded nor prompted", async () => {
  await saveSettings(owner, "dunning", { ...SETTINGS, remindBeforeHours: [], autoPrompt: true });
  const [payer, debtor] = [await payerUntil(), await payerUntil()];
  for (const { customerId } of [payer, debtor])
    await setAutoPromptConsent(owner, { customerId, agreed: true });
  await minute(inHours(-1));
  await db.update(schema.paymentChannels).set({ pulledUntil: inHours(-1) });
  // Down from an hour before the end to two hours after it.
  expect(await minute(inHours(2))).toBe(0);
  expect([await accessOnRouter(world, payer), await accessOnRouter(world, debtor)]).toEqual([
    "on",
    "on",
  ]);
  await settle(job, { ...evidence(payer), kind: "pull", paidAt: inHours(-0.5) });
  await db.update(schema.paymentChannels).set({ pulledUntil: inHours(2) });
  await minute(inHours(2.02));
  expect([await accessOnRouter(world, payer), await accessOnRouter(world, debtor)]).toEqual([
    "on",
    "off",
  ]);
  expect((await stateOf(world, payer)).user.paidUntil).toEqual(addPeriods(END, "month", 1));
  expect([await reminders(payer), await attemptsOf(payer)]).toEqual([[], []]);
  expect(await reminders(debtor)).toEqual(["ran_out"]);
  expect(await attemptsOf(debtor)).toHaveLength(1);
  await db.update(schema.paymentChannels).set({ pulledUntil: null });
  await db.update(stkAttempts).set({ state: "failed" }).where(ne(stkAttempts.state, "paid"));
});
