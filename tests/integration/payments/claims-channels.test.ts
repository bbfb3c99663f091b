import { afterAll, expect, test } from "vitest";
import { ensureMpesaChannel } from "@/services/payments";
import { startDarajaSimulator } from "@/tests/simulators/daraja";
import { claimTools, requestReaders } from "./requests-support";
import { createPaymentWorld, PRICE_CENTS, settingsFor } from "./support";

/* An ISP with two Paybills: a typed code says nothing of which of them was paid. */
const world = await createPaymentWorld();
const { daraja, job, addPayer, paymentsOf } = world;
const { answered } = requestReaders(world);
const { asked, progress, withoutPull } = claimTools(world);
const second = await startDarajaSimulator({
  callbackFromAddress: "127.0.0.1",
  shortcode: "600777",
});
afterAll(() => second.close());
const { channelId: secondId } = await ensureMpesaChannel(job, {
  ...settingsFor(second),
  name: "Second Paybill",
  isDefault: false,
});

const askedAbout = (simulator: typeof daraja, receipt: string) =>
  simulator
    .requests("transaction_status")
    .filter((request) => JSON.stringify(request.body).includes(receipt)).length;

test("a code that the default number does not know is asked of the next, and credited there", async () => {
  const payer = await addPayer();
  await withoutPull();
  const { receipt } = await second.payDirect({
    phone: payer.phone,
    amount: PRICE_CENTS / 100,
    account: payer.accountNumber,
  });
  const requestId = await asked(payer, receipt);
  await answered(requestId, "succeeded");
  expect(await progress(payer, requestId)).toMatchObject({ phase: "credited" });
  expect(await paymentsOf(payer.customerId)).toMatchObject([{ receipt, channelId: secondId }]);
  expect([askedAbout(daraja, receipt), askedAbout(second, receipt)]).toEqual([1, 1]);
});

test("a code that the default number knows is asked of no other", async () => {
  const payer = await addPayer();
  await withoutPull();
  const { receipt } = await daraja.payDirect({
    phone: payer.phone,
    amount: PRICE_CENTS / 100,
    account: payer.accountNumber,
  });
  const requestId = await asked(payer, receipt);
  await answered(requestId, "succeeded");
  expect([askedAbout(daraja, receipt), askedAbout(second, receipt)]).toEqual([1, 0]);
});

test("a code that none of them knows credits nothing and says so, each having been asked once", async () => {
  const payer = await addPayer();
  const requestId = await asked(payer, "ZZZZZZZZZZ");
  await answered(requestId, "failed");
  const answer = await progress(payer, requestId);
  expect(answer).toMatchObject({ phase: "not_found", settled: true });
  expect(answer.words).toMatch(/does not know this code as a payment to us/);
  expect([askedAbout(daraja, "ZZZZZZZZZZ"), askedAbout(second, "ZZZZZZZZZZ")]).toEqual([1, 1]);
  expect(await paymentsOf(payer.customerId)).toEqual([]);
});
