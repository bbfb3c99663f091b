import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { classifyAsyncResult, payB2c, reverseTransaction, transactionStatus } from "@/lib/mpesa";
import { createMpesaWorld, PHONE, refusalOf } from "./support";

const world = await createMpesaWorld();
const { daraja, client, about, results, pay, received } = world;

beforeEach(() => {
  daraja.reset();
  received.length = 0;
});

const refund = (amountCents = 100_000, id: string = randomUUID()) =>
  payB2c(client, { ...about, originatorConversationId: id, amountCents, phone: PHONE });
const reverse = (receipt: string, amountCents = 150_000) =>
  reverseTransaction(client, { ...about, receipt, amountCents });
const outcomes = () => results().map((one) => classifyAsyncResult(one.resultCode).outcome);
const left = () => daraja.statement().filter((entry) => entry.direction === "out");

describe("transaction status", () => {
  test("proves a receipt: amount, time, parties, and that it completed", async () => {
    const entry = await pay();
    const accepted = await transactionStatus(client, { ...about, receipt: entry.receipt });
    await daraja.whenIdle();
    expect(results()).toMatchObject([
      {
        ...accepted,
        resultCode: "0",
        details: {
          receipt: entry.receipt,
          amountCents: 150_000,
          status: "Completed",
          completedAt: new Date(Math.floor(new Date(entry.at).getTime() / 1000) * 1000),
          debitParty: { number: PHONE.slice(1) },
          creditParty: { number: daraja.shortcode, name: "DEMO ISP" },
          reason: "Pay Bill Online",
        },
      },
    ]);
    // What stands there looks like a receipt and is none.
    expect(results()[0]?.transactionId).toBeUndefined();
  });

  test("an unknown receipt is refused as such", async () => {
    await transactionStatus(client, { ...about, receipt: "UF1AB2CD3E" });
    await daraja.whenIdle();
    expect(results()).toMatchObject([{ resultCode: "R000002", details: {} }]);
  });

  test("an earlier request is found by its conversation, also when its result was lost", async () => {
    await pay();
    daraja.scriptOperation({ operation: "b2c", faults: [{ name: "result_lost" }] });
    const id = randomUUID();
    await refund(100_000, id);
    await daraja.whenIdle();
    expect(results()).toEqual([]);
    await transactionStatus(client, { ...about, originalConversationId: id });
    await daraja.whenIdle();
    expect(results()).toMatchObject([
      { details: { receipt: left()[0]?.receipt, status: "Completed", amountCents: 100_000 } },
    ]);
  });
});

describe("a reversal", () => {
  test("gives the whole payment back once; the second try says so", async () => {
    const { receipt } = await pay();
    const accepted = await reverse(receipt);
    await daraja.whenIdle();
    expect(left()).toMatchObject([
      { kind: "reversal", amountCents: 150_000, linkedReceipt: receipt },
    ]);
    expect(results()).toMatchObject([
      {
        ...accepted,
        transactionId: left()[0]?.receipt,
        details: { originalReceipt: receipt, amountCents: 150_000 },
      },
    ]);
    await reverse(receipt);
    await daraja.whenIdle();
    expect(outcomes()).toEqual(["done", "already_done"]);
    expect(left()).toHaveLength(1);
  });

  test("two at once take the money once", async () => {
    const { receipt } = await pay();
    await Promise.all([reverse(receipt), reverse(receipt)]);
    await daraja.whenIdle();
    expect(outcomes().sort()).toEqual(["already_done", "done"]);
    expect(left()).toHaveLength(1);
  });

  test.each([
    ["an unknown receipt", "UF1AB2CD3E", 150_000],
    ["a part of the payment", undefined, 10_000],
  ])("of %s is refused", async (_, receipt, amountCents) => {
    const paid = await pay();
    await reverse(receipt ?? paid.receipt, amountCents);
    await daraja.whenIdle();
    expect(outcomes()).toEqual(["refused"]);
    expect(left()).toEqual([]);
  });

  test("keeps cents", async () => {
    const { receipt } = await pay(10.5);
    await reverse(receipt, 1_050);
    await daraja.whenIdle();
    expect(results()[0]?.details.amountCents).toBe(1_050);
  });

  test("needs the money to be there", async () => {
    const { receipt } = await pay();
    await refund(100_000);
    await daraja.whenIdle();
    await reverse(receipt);
    await daraja.whenIdle();
    expect(results().map((one) => one.resultCode)).toEqual(["0", "1"]);
  });
});

describe("a B2C payment", () => {
  test("pays the customer and names its own receipt", async () => {
    await pay();
    const id = randomUUID();
    const accepted = await refund(100_000, id);
    expect(accepted.originatorConversationId).toBe(id);
    await daraja.whenIdle();
    expect(left()).toMatchObject([{ kind: "b2c", amountCents: 100_000, msisdn: PHONE.slice(1) }]);
    expect(results()).toMatchObject([
      {
        transactionId: left()[0]?.receipt,
        details: {
          receipt: left()[0]?.receipt,
          amountCents: 100_000,
          creditParty: { number: PHONE.slice(1) },
        },
      },
    ]);
  });

  test("asked for twice with one id pays once, whatever the second asks", async () => {
    await pay();
    const id = randomUUID();
    await refund(100_000, id);
    await daraja.whenIdle();
    expect(await refusalOf(refund(50_000, id))).toMatchObject({
      kind: "duplicate",
      code: "500.002.1001",
    });
    expect(left()).toHaveLength(1);
  });

  test("without money on the account is refused", async () => {
    await refund();
    await daraja.whenIdle();
    expect(results()[0]?.resultCode).toBe("1");
    expect(left()).toEqual([]);
  });
});

describe("who asks", () => {
  test.each([
    ["another password", { initiatorPassword: "old-password" }],
    ["another name", { initiatorName: "somebody" }],
  ])("%s is taken, and refused by the result", async (_, change) => {
    const { receipt } = await pay();
    await reverseTransaction(world.connect(change), { ...about, receipt, amountCents: 150_000 });
    await daraja.whenIdle();
    expect(results()[0]?.resultCode).toBe("2001");
    expect(left()).toEqual([]);
  });

  test.each([
    ["no initiator", { initiatorName: undefined }],
    ["no password", { initiatorPassword: undefined }],
    ["no certificate", { certificatePem: undefined }],
    ["a certificate that is none", { certificatePem: "PEM" }],
  ])("%s: nothing is sent", async (_, change) => {
    const { receipt } = await pay();
    const asked = transactionStatus(world.connect(change), { ...about, receipt });
    expect(await refusalOf(asked)).toMatchObject({ kind: "config", code: "initiator" });
    expect(daraja.requests("transaction_status")).toEqual([]);
  });

  test("a role that is missing is told by the result", async () => {
    const { receipt } = await pay();
    daraja.scriptOperation({ operation: "reversal", receipt, outcome: { code: 21 } });
    await reverse(receipt);
    await daraja.whenIdle();
    expect(outcomes()).toEqual(["refused"]);
  });

  test("a code that nobody knows concludes nothing", async () => {
    const { receipt } = await pay();
    daraja.scriptOperation({ outcome: { code: "SVC9999" } });
    await reverse(receipt);
    await daraja.whenIdle();
    expect(outcomes()).toEqual(["unknown"]);
  });
});
