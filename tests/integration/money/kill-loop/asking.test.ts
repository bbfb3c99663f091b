import { afterAll, beforeEach, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { pullPayments, queryAttempt, sweepProviderRequests } from "@/services/payments";
import {
  claimTools,
  payUnheard,
  requestReaders,
} from "@/tests/integration/payments/requests-support";
import {
  createPaymentWorld,
  expectBooksLikeStatement,
  type Payer,
} from "@/tests/integration/payments/support";
import { waitFor } from "@/tests/support";
import { wireDeaths } from "./wire-deaths";
import { startWorkers } from "./workers";

/*
 * A worker process dies at every statement of what M-Pesa is asked about: a typed code (Transaction Status) and a push
 * (STK query). Whatever it had come to, the question is asked until it is answered, and the money counts once.
 */
const world = await createPaymentWorld({ queryQuota: null });
const { daraja, db, job, jobs, clock, addPayer, press, attempt, paymentsOf, channelId } = world;
const { requestOf } = requestReaders(world);
const { asked, claim, withoutPull, questionsAbout } = claimTools(world);
const workers = await startWorkers();
afterAll(() => workers.stop());
const killedEverywhere = wireDeaths(world, workers);

// Each life may ask as if it were the only one.
beforeEach(() => db.delete(schema.rateLimits));

const moneyOf = async ({ customerId }: Payer) =>
  (await paymentsOf(customerId)).map(({ status, amountCents, receipt }) =>
    [status, amountCents, receipt !== null].join(" "),
  );

/** Sweeps as time goes by, until the code's question is over; the list of payments tells nothing meanwhile. */
async function untilOver(requestId: string) {
  for (let round = 0; round < 8; round++) {
    clock.offsetMs += 10 * 60_000;
    await withoutPull();
    await sweepProviderRequests(job);
    await jobs.idle();
    await daraja.whenIdle();
    await world.judged();
    const { resolvedAt, state } = await requestOf(requestId);
    if (resolvedAt) return state;
  }
  return "open";
}

// First: later the clock is far ahead of the simulator's, and its list is not looked at that far back.
test("M-Pesa is asked about a push whose callback never came, access opens, and the list brings the money once", async () => {
  const end = await killedEverywhere(async () => {
    await db.delete(schema.rateLimits);
    const payer = await addPayer();
    daraja.script({ phone: payer.phone, faults: [{ name: "F3" }] });
    const { attemptId } = await press(payer);
    await daraja.waitForPrompt(payer.phone);
    const prompted = (row: Awaited<ReturnType<typeof attempt>>) => row.promptedAt !== null;
    await waitFor("the push's reply", () => attempt(attemptId), prompted);
    daraja.enterPin(payer.phone);
    await daraja.whenIdle();
    clock.offsetMs += 26_000;
    const after = async () => {
      // A dead process's lease on the question ends after a minute.
      clock.offsetMs += 61_000;
      await queryAttempt(job, { attemptId });
      const { state } = await attempt(attemptId);
      const isOpen = (await world.user(payer.userId)).provisionalUntil !== null;
      await pullPayments(job, { channelId });
      return {
        open: [state, isOpen],
        money: await moneyOf(payer),
        state: (await attempt(attemptId)).state,
      };
    };
    return { verb: "queryAttempt", input: { attemptId }, after };
  });
  expect(end).toEqual({
    open: ["paid_no_receipt", true],
    money: ["credited 250000 true"],
    state: "paid",
  });
  await expectBooksLikeStatement(world);
}, 300_000);

test("a code that is typed in is one question and one credit", async () => {
  const end = await killedEverywhere(async () => {
    const payer = await addPayer();
    await withoutPull();
    const { receipt } = await payUnheard(world, payer);
    const { customerId } = payer;
    const after = async () => {
      // Who saw no answer types it again.
      await claim(payer, receipt);
      const [question, ...more] = await questionsAbout(receipt);
      const state = await untilOver(question?.id ?? "");
      return { money: await moneyOf(payer), state, more };
    };
    const actor = { kind: "customer" as const, id: customerId };
    return { verb: "claimPayment", input: { customerId, code: receipt }, actor, after };
  });
  expect(end).toEqual({ money: ["credited 250000 true"], state: "succeeded", more: [] });
  await expectBooksLikeStatement(world);
}, 300_000);

test("M-Pesa is asked about a typed code until it answers, and the money counts once", async () => {
  const end = await killedEverywhere(async () => {
    const payer = await addPayer();
    await withoutPull();
    const { receipt } = await payUnheard(world, payer);
    jobs.pause();
    const requestId = await asked(payer, receipt);
    await jobs.loseEvents("payments/provider.request.due");
    const after = async () => {
      const state = await untilOver(requestId);
      return { money: await moneyOf(payer), state, asked: (await questionsAbout(receipt)).length };
    };
    return { verb: "sendProviderRequest", input: { requestId }, after };
  });
  expect(end).toEqual({ money: ["credited 250000 true"], state: "succeeded", asked: 1 });
  await expectBooksLikeStatement(world);
}, 300_000);
