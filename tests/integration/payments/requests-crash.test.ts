import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  judgeCallback,
  requestRefund,
  reversePayment,
  sendProviderRequest,
  sweepProviderRequests,
} from "@/services/payments";
import { expectBooksInOrder, waitFor } from "@/tests/support";
import { payHeard, requestReaders } from "./requests-support";
import { createPaymentWorld, expectBooksLikeStatement, PRICE_CENTS } from "./support";

const world = await createPaymentWorld({ openingBalance: 1_000_000 });
const { daraja, job, clock, addPayer, isp, db, now } = world;
const { answered, payment, requestOf, walletOf } = requestReaders(world);
const script = fileURLToPath(new URL("./run-verb.ts", import.meta.url));

/** Runs a verb in another process that dies by SIGKILL at the fault point. */
async function killedAt(faultPoint: string, verb: string, id: string) {
  const child = spawn(process.execPath, ["--import", "tsx", script, verb, id], {
    env: { ...process.env, FAULT_POINTS: faultPoint },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
}

/** A refund or reversal that is written down, and whose event the job server has lost. */
async function refundAsked() {
  const payer = await addPayer();
  await payHeard(world, payer, { amountCents: PRICE_CENTS + 500_00 });
  world.jobs.pause();
  const { requestId } = await requestRefund(isp.owner, {
    refundId: job.newId(),
    customerId: payer.customerId,
    amountCents: 400_00,
    phone: payer.phone,
    reason: "moved house",
  });
  await world.jobs.loseEvents("payments/provider.request.due");
  return { payer, requestId };
}

test("killed between claim and send: the refund is not sent again, stays set aside, and M-Pesa is asked", async () => {
  const { payer, requestId } = await refundAsked();
  await killedAt("request.claimed", "sendProviderRequest", requestId);
  expect(await requestOf(requestId)).toMatchObject({ state: "sent", conversationId: null });
  expect((await sendProviderRequest(job, { requestId })).outcome).toBe("not_claimed");
  clock.offsetMs += 31_000;
  await sweepProviderRequests(job);
  await waitFor("M-Pesa to be asked", () => daraja.requests("transaction_status").length > 0);
  expect(daraja.requests("b2c")).toEqual([]);
  expect((await requestOf(requestId)).state).toBe("unknown");
  expect(await walletOf(payer.customerId)).toBe(100_00);
  await expectBooksInOrder(db, { now: now() });
});

test("killed between M-Pesa's reply and our writing it down: paid once, and the books follow", async () => {
  const { payer, requestId } = await refundAsked();
  const before = daraja.requests("b2c").length;
  await killedAt("request.accepted", "sendProviderRequest", requestId);
  expect((await sendProviderRequest(job, { requestId })).outcome).toBe("not_claimed");
  await answered(requestId, "succeeded");
  expect(daraja.requests("b2c").length).toBe(before + 1);
  expect(await walletOf(payer.customerId)).toBe(100_00);
  await expectBooksInOrder(db, { now: now() });
});

test("killed between a result's judging and its commit: nothing of it stands, and the next try does it once", async () => {
  const payer = await addPayer();
  const { paymentId } = await payHeard(world, payer);
  world.jobs.pause();
  const reversal = await reversePayment(isp.owner, {
    paymentId,
    reason: "a mistake",
    how: "provider",
  });
  const requestId = reversal.outcome === "requested" ? reversal.requestId : "";
  await sendProviderRequest(job, { requestId });
  await world.jobs.loseEvents("payments/callback.received");
  const row = (await world.inbox()).at(-1);
  const inboxId = row?.id ?? "";
  await killedAt("callback.settled", "judgeCallback", inboxId);
  await waitFor("the dead process's transaction to end", async () => {
    const [last] = (await world.inbox()).slice(-1);
    return last?.status === "received";
  });
  expect(await payment(paymentId)).toMatchObject({ status: "credited" });
  const verdicts = await Promise.all([
    judgeCallback(job, { inboxId }),
    judgeCallback(job, { inboxId }),
  ]);
  expect(verdicts.map((each) => each.verdict).sort()).toEqual(["nothing", "processed"]);
  await answered(requestId, "succeeded");
  expect(await payment(paymentId)).toMatchObject({ status: "reversed" });
  await expectBooksLikeStatement(world);
});
