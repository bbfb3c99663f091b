import { describe, expect, test } from "vitest";
import { pullPayments, sweepProviderRequests } from "@/services/payments";
import type { OperationFaultInput } from "@/tests/simulators/daraja/types";
import { waitFor } from "@/tests/support";
import { claimTools, payUnheard, requestReaders } from "./requests-support";
import { createPaymentWorld, expectBooksLikeStatement } from "./support";

const world = await createPaymentWorld();
const { daraja, job, clock, addPayer, paymentsOf, channelId } = world;
const { answered, left } = requestReaders(world);
const { claim, asked, questionsAbout, withoutPull } = claimTools(world);

describe("whatever happens to the answer, the money counts once", () => {
  const faults: [string, OperationFaultInput[]][] = [
    ["the reply is lost", [{ name: "reply_lost" }]],
    ["the answer is faster than the reply", [{ name: "result_before_reply" }]],
    [
      "the answer comes fifty times at once",
      [{ name: "result_duplicated", times: 50, parallel: true }],
    ],
    ["the reply is cut", [{ name: "reply_spoilt", kind: "truncated" }]],
    [
      "its shape is odd",
      [{ name: "result_shape", code: "string", reference: "array", reverse: true }],
    ],
  ];
  test.each(faults)("%s", async (_, scripted) => {
    const payer = await addPayer();
    await withoutPull();
    const { receipt } = await payUnheard(world, payer);
    daraja.scriptOperation({ operation: "transaction_status", receipt, faults: scripted });
    const requestId = await asked(payer, receipt);
    await answered(requestId, "succeeded");
    await world.judged();
    expect(await paymentsOf(payer.customerId)).toHaveLength(1);
    await expectBooksLikeStatement(world);
  });

  const lost: [string, OperationFaultInput[]][] = [
    ["the answer is lost", [{ name: "result_lost" }]],
    ["M-Pesa answers with an error page", [{ name: "reply_spoilt", kind: "html500" }]],
    ["M-Pesa's queue times out", [{ name: "queue_timeout", happens: "never" }]],
  ];
  test.each(lost)("%s: it is asked again by itself", async (_, scripted) => {
    const payer = await addPayer();
    await withoutPull();
    const { receipt } = await payUnheard(world, payer);
    daraja.scriptOperation({ operation: "transaction_status", receipt, faults: scripted });
    const requestId = await asked(payer, receipt);
    await left(requestId);
    await daraja.whenIdle();
    await world.judged();
    clock.offsetMs += 400_000;
    await sweepProviderRequests(job);
    await answered(requestId, "succeeded");
    expect(await paymentsOf(payer.customerId)).toHaveLength(1);
    await expectBooksLikeStatement(world);
  });

  test("a code typed while callback and pull come too is one credit", async () => {
    const payer = await addPayer();
    daraja.script({ phone: payer.phone, faults: [{ name: "F4" }] });
    const { attemptId } = await world.press(payer);
    await daraja.waitForPrompt(payer.phone);
    const { receipt } = daraja.enterPin(payer.phone);
    if (!receipt) throw new Error("not paid");
    // Later than the pulls of the tests before: this one is not left out.
    clock.offsetMs += 11_000;
    await Promise.all([
      claim(payer, receipt),
      pullPayments(job, { channelId }),
      waitFor("the callback to be let go", () => daraja.release()),
    ]);
    await world.reaches(attemptId, "paid");
    await waitFor("no question to be open", async () =>
      (await questionsAbout(receipt)).every((row) => row.resolvedAt !== null),
    );
    await world.judged();
    expect(await paymentsOf(payer.customerId)).toMatchObject([{ receipt, attemptId }]);
    await expectBooksLikeStatement(world);
  });

  test("a late callback after the typed code attaches to the money and posts nothing", async () => {
    const payer = await addPayer();
    daraja.script({ phone: payer.phone, faults: [{ name: "F4" }, { name: "F11" }] });
    const { attemptId } = await world.press(payer);
    await daraja.waitForPrompt(payer.phone);
    const { receipt } = daraja.enterPin(payer.phone);
    const requestId = await asked(payer, receipt ?? "");
    await answered(requestId, "succeeded");
    daraja.release();
    await world.reaches(attemptId, "paid");
    expect(await paymentsOf(payer.customerId)).toHaveLength(1);
    await expectBooksLikeStatement(world);
  });
});
