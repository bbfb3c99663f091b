import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  pullPayments,
  sendProviderRequest,
  storeCallback,
  sweepProviderRequests,
} from "@/services/payments";
import { errorOf, waitFor } from "@/tests/support";
import { claimTools, payHeard, payUnheard, requestReaders } from "./requests-support";
import { createPaymentWorld, expectBooksLikeStatement, PRICE_CENTS } from "./support";

const world = await createPaymentWorld();
const { db, daraja, job, clock, isp, addPayer, asCustomer, paymentsOf, user, channelId } = world;
const { answered, payment, walletOf } = requestReaders(world);

const { claim, asked, progress, withoutPull } = claimTools(world);

describe("a code of a payment that nobody told us of", () => {
  test("is money when M-Pesa says so: credited once, and it buys what it is for", async () => {
    const payer = await addPayer();
    await withoutPull();
    const { receipt } = await payUnheard(world, payer);
    const requestId = await asked(payer, ` ${receipt.toLowerCase().replace(/(.{4})/, "$1 ")} `);
    await answered(requestId, "succeeded");
    expect(await progress(payer, requestId)).toMatchObject({ phase: "credited", settled: true });
    expect(await paymentsOf(payer.customerId)).toMatchObject([
      { receipt, status: "credited", source: "transaction_status", amountCents: PRICE_CENTS },
    ]);
    expect((await user(payer.userId)).paidUntil?.getTime()).toBeGreaterThan(Date.now());
    await expectBooksLikeStatement(world);
  });

  test("waits for a person when another number has paid it, and staff's word names the customer", async () => {
    const [payer, friend, helped] = [await addPayer(), await addPayer(), await addPayer()];
    await withoutPull();
    const { receipt } = await payUnheard(world, payer, { from: friend.phone });
    const requestId = await asked(payer, receipt);
    await answered(requestId, "succeeded");
    expect(await progress(payer, requestId)).toMatchObject({ phase: "queued" });
    expect(await paymentsOf(payer.customerId)).toEqual([]);
    const byStaff = await claim(payer, receipt, isp.owner);
    expect(byStaff.outcome).toBe("queued");

    const other = await payUnheard(world, helped, { from: friend.phone });
    const staffRequest = await asked(helped, other.receipt, isp.owner);
    await answered(staffRequest, "succeeded");
    expect(await paymentsOf(helped.customerId)).toMatchObject([{ receipt: other.receipt }]);

    // The list names the account that was typed: now it is known whose the first one is.
    clock.offsetMs += 11_000;
    await pullPayments(job, { channelId });
    expect(await progress(payer, requestId)).toMatchObject({ phase: "credited" });
    expect(await paymentsOf(payer.customerId)).toMatchObject([{ receipt, status: "credited" }]);
    await expectBooksLikeStatement(world);
  });

  test("credits nothing when M-Pesa does not know it", async () => {
    const payer = await addPayer();
    const requestId = await asked(payer, "ZZZZZZZZZZ");
    await answered(requestId, "failed");
    const answer = await progress(payer, requestId);
    expect(answer).toMatchObject({ phase: "not_found", settled: true });
    expect(answer.words).toMatch(/does not know this code/);
    expect(await walletOf(payer.customerId)).toBe(0);
  });

  test.each([
    ["it was cancelled", { TransactionStatus: "Cancelled" }, /not completed/],
    ["it was paid to another business", { CreditPartyName: "600999 - OTHER" }, /not made to us/],
    ["it is about another receipt", { ReceiptNo: "UF1AB2CD3E" }, /does not say enough/],
    ["its amount cannot be read", { Amount: "-12" }, /does not say enough/],
  ])("credits nothing when %s", async (_, set, words) => {
    const payer = await addPayer();
    await withoutPull();
    const { receipt } = await payUnheard(world, payer);
    daraja.scriptOperation({
      operation: "transaction_status",
      receipt,
      faults: [{ name: "result_shape", set }],
    });
    const requestId = await asked(payer, receipt);
    await answered(requestId, "failed");
    expect((await progress(payer, requestId)).words).toMatch(words);
    expect(await paymentsOf(payer.customerId)).toEqual([]);
    clock.offsetMs += 11_000;
    await pullPayments(job, { channelId });
    expect(await paymentsOf(payer.customerId)).toHaveLength(1);
    await expectBooksLikeStatement(world);
  });
});

describe("a code of a payment that we know", () => {
  test("is said to be there already, and asked about never", async () => {
    const payer = await addPayer();
    const { receipt } = await payHeard(world, payer);
    const before = daraja.requests("transaction_status").length;
    expect(await claim(payer, receipt)).toMatchObject({ outcome: "known" });
    const stranger = await addPayer();
    expect((await claim(stranger, receipt)).outcome).toBe("taken");
    expect(daraja.requests("transaction_status").length).toBe(before);
    expect(await paymentsOf(stranger.customerId)).toEqual([]);
    await expectBooksLikeStatement(world);
  });

  test("in suspense becomes its payer's at once, and nobody else's", async () => {
    const [payer, thief] = [await addPayer(), await addPayer()];
    const { receipt, paymentId } = await payHeard(world, payer, { account: "11111" });
    expect((await payment(paymentId)).status).toBe("suspense");
    const stolen = await asked(thief, receipt);
    await answered(stolen, "succeeded");
    expect(await paymentsOf(thief.customerId)).toEqual([]);
    expect((await progress(thief, stolen)).phase).toBe("queued");
    const claims = await Promise.all([claim(payer, receipt), claim(payer, receipt)]);
    expect(claims.map((each) => each.outcome).sort()).toEqual(["credited", "known"]);
    expect(await payment(paymentId)).toMatchObject({
      status: "credited",
      customerId: payer.customerId,
    });
    expect((await user(payer.userId)).paidUntil).not.toBeNull();
    expect(await progress(thief, stolen)).toMatchObject({ headline: "Another account" });
    await expectBooksLikeStatement(world);
  });

  test("in suspense with a masked number is asked about first: M-Pesa names the payer", async () => {
    const payer = await addPayer();
    const { receipt, paymentId } = await payHeard(world, payer, { account: "11111" });
    await db
      .update(schema.payments)
      .set({ payerNumber: "2547 ***** 126" })
      .where(eq(schema.payments.id, paymentId));
    const requestId = await asked(payer, receipt);
    await answered(requestId, "succeeded");
    expect((await progress(payer, requestId)).phase).toBe("credited");
    await expectBooksLikeStatement(world);
  });

  test("that may have been counted without its receipt is left to staff", async () => {
    const payer = await addPayer();
    const { receipt, paymentId } = await payHeard(world, payer, { account: "11111" });
    await db
      .update(schema.payments)
      .set({ flags: ["may_be_receiptless_payment"] })
      .where(eq(schema.payments.id, paymentId));
    expect((await claim(payer, receipt)).outcome).toBe("queued");
    expect((await payment(paymentId)).status).toBe("suspense");
  });
});

test("twenty presses at the same moment are one question to M-Pesa", async () => {
  const payer = await addPayer();
  const { receipt } = await payUnheard(world, payer);
  const staff = Array.from({ length: 20 }, () =>
    createContext({ kind: "staff", id: isp.owner.actor.id, role: "owner" }, { db, now: world.now }),
  );
  await Promise.all(staff.map((by) => claim(payer, receipt, by)));
  await waitFor("the answer", async () => (await paymentsOf(payer.customerId)).length === 1);
  expect(
    daraja.requests("transaction_status").filter((r) => JSON.stringify(r.body).includes(receipt)),
  ).toHaveLength(1);
  await expectBooksLikeStatement(world);
});

test("an answer from a stranger's address is not believed, and M-Pesa is asked instead", async () => {
  const payer = await addPayer();
  await withoutPull();
  daraja.scriptOperation({ operation: "transaction_status", faults: [{ name: "result_late" }] });
  const { receipt } = await payUnheard(world, payer);
  const requestId = await asked(payer, receipt);
  const sent = await waitFor("the question", () =>
    daraja.requests("transaction_status").find((r) => JSON.stringify(r.body).includes(receipt)),
  );
  const { ResultURL: url } = z.object({ ResultURL: z.string() }).parse(sent?.body);
  const forged = {
    Result: {
      ResultCode: 0,
      ResultDesc: "ok",
      OriginatorConversationID: "x",
      ConversationID: "y",
      ResultParameters: {
        ResultParameter: [
          { Key: "ReceiptNo", Value: receipt },
          { Key: "Amount", Value: 250_000 },
          { Key: "TransactionStatus", Value: "Completed" },
          { Key: "CreditPartyName", Value: `${daraja.shortcode} - US` },
          { Key: "DebitPartyName", Value: `${payer.phone.slice(1)} - ME` },
        ],
      },
    },
  };
  const provider = createContext({ kind: "provider", id: "mpesa" }, { db, now: world.now });
  const stored = await storeCallback(provider, {
    kind: "provider_result",
    token: url.split("/").at(-1) ?? "",
    sourceAddress: "127.0.0.66",
    body: JSON.stringify(forged),
  });
  await waitFor("it to be judged", async () => {
    const [row] = await db
      .select()
      .from(schema.callbackInbox)
      .where(and(eq(schema.callbackInbox.id, stored.inboxId ?? "")));
    return row?.status === "quarantined";
  });
  expect(await paymentsOf(payer.customerId)).toEqual([]);
  daraja.release();
  await answered(requestId, "succeeded");
  expect(await paymentsOf(payer.customerId)).toMatchObject([{ amountCents: PRICE_CENTS }]);
  await expectBooksLikeStatement(world);
});

test("guessing is stopped, and a wrong form is explained", async () => {
  const payer = await addPayer();
  await expect(claim(payer, "12345")).rejects.toThrow(/10 letters and digits/);
  for (let n = 0; n < 6; n++) await claim(payer, `GUESS0000${n}`).catch(() => undefined);
  expect((await errorOf(claim(payer, "GUESS00009"))).code).toBe("rate_limited");
  const other = await addPayer();
  expect((await errorOf(claim(payer, "GUESS00009", asCustomer(other.customerId)))).code).toBe(
    "forbidden",
  );
});

test("a question whose event was lost is sent by the sweep, and given up when nobody answers", async () => {
  const payer = await addPayer();
  world.jobs.pause();
  const requestId = await asked(payer, "NOBODYKNOW");
  await world.jobs.loseEvents("payments/provider.request.due");
  daraja.setOperationFaults([{ name: "result_lost" }]);
  for (let n = 0; n < 8; n++) {
    clock.offsetMs += 4_000_000;
    await sweepProviderRequests(job);
    await sendProviderRequest(job, { requestId });
  }
  daraja.setOperationFaults([]);
  expect(await answered(requestId, "failed")).toMatchObject({ resultCode: "no_answer" });
  expect((await progress(payer, requestId)).phase).toBe("failed");
});
