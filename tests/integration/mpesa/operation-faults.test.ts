import { beforeEach, describe, expect, test } from "vitest";
import { classifyAsyncResult, reverseTransaction, transactionStatus } from "@/lib/mpesa";
import { createMpesaWorld, refusalOf } from "./support";

const world = await createMpesaWorld();
const { daraja, client, about, results, pay, received } = world;

beforeEach(() => {
  daraja.reset();
  received.length = 0;
});

const reverse = (receipt: string) =>
  reverseTransaction(client, { ...about, receipt, amountCents: 150_000 });
const outcomes = () => results().map((one) => classifyAsyncResult(one.resultCode).outcome);
const left = () => daraja.statement().filter((entry) => entry.direction === "out");

describe("when the wire fails", () => {
  test("a lost reply is an unknown outcome, sent once, and its result still comes", async () => {
    const { receipt } = await pay();
    daraja.scriptOperation({ faults: [{ name: "reply_lost" }] });
    expect(await refusalOf(reverse(receipt))).toMatchObject({ kind: "unknown_outcome" });
    await daraja.whenIdle();
    expect(daraja.requests("reversal")).toHaveLength(1);
    expect(results()[0]?.details.originalReceipt).toBe(receipt);
  });

  test.each([
    ["html500", 0],
    ["truncated", 1],
    ["stall", 1],
  ] as const)("a reply spoilt as %s is unknown; %i came of it", async (kind, happened) => {
    const { receipt } = await pay();
    const hasty = world.connect({}, { timeoutMs: 1_500 });
    daraja.scriptOperation({ faults: [{ name: "reply_spoilt", kind }] });
    const asked = reverseTransaction(hasty, { ...about, receipt, amountCents: 150_000 });
    expect(await refusalOf(asked)).toMatchObject({ kind: "unknown_outcome" });
    await daraja.whenIdle();
    expect(daraja.requests("reversal")).toHaveLength(1);
    expect(left()).toHaveLength(happened);
  });

  test("a result may come before the reply", async () => {
    const { receipt } = await pay();
    daraja.scriptOperation({ faults: [{ name: "result_before_reply" }] });
    const asked = reverse(receipt);
    await daraja.waitForDelivery((one) => one.kind === "result");
    expect((await asked).conversationId).toBe(results()[0]?.conversationId);
  });

  test("a late result waits for its time", async () => {
    const { receipt } = await pay();
    daraja.scriptOperation({ faults: [{ name: "result_late" }] });
    const { conversationId } = await reverse(receipt);
    await daraja.whenIdle();
    expect(left()).toHaveLength(1);
    expect(results()).toEqual([]);
    expect(daraja.release(conversationId)).toBe(1);
    await daraja.whenIdle();
    expect(outcomes()).toEqual(["done"]);
  });

  test.each([true, false])("a result comes several times, at once: %s", async (parallel) => {
    const { receipt } = await pay();
    daraja.scriptOperation({ faults: [{ name: "result_duplicated", times: 5, parallel }] });
    await reverse(receipt);
    await daraja.whenIdle();
    expect(
      new Set(received.filter((r) => r.path.startsWith("/result")).map((r) => r.body)).size,
    ).toBe(1);
    expect(results()).toHaveLength(5);
    expect(left()).toHaveLength(1);
  });

  test.each([
    ["after", 0, 1],
    ["before", 1, 1],
    ["never", 0, 0],
  ] as const)("a queue time-out says nothing: it happens %s", async (happens, then, finally_) => {
    const { receipt } = await pay();
    daraja.scriptOperation({ faults: [{ name: "queue_timeout", happens }] });
    const { conversationId } = await reverse(receipt);
    await daraja.whenIdle();
    expect(daraja.deliveries("queue_timeout")).toMatchObject([{ conversationId }]);
    expect(received.at(-1)?.path).toBe("/timeout/t-1");
    expect(left()).toHaveLength(then);
    daraja.release();
    await daraja.whenIdle();
    expect(left()).toHaveLength(finally_);
    expect(results()).toHaveLength(finally_);
  });
});

test("however M-Pesa shapes a result, it reads the same or not at all, never wrongly", async () => {
  const entry = await pay();
  const shapes = [
    { code: "string" as const },
    { reference: "array" as const },
    { reference: "absent" as const },
    { reverse: true },
    { repeat: ["Amount", "ReceiptNo", "TransactionStatus"] },
  ];
  for (const shape of shapes) {
    daraja.scriptOperation({ faults: [{ name: "result_shape", ...shape }] });
    await transactionStatus(client, { ...about, receipt: entry.receipt });
    await daraja.whenIdle();
  }
  for (const result of results())
    expect(result).toMatchObject({
      resultCode: "0",
      details: { receipt: entry.receipt, amountCents: 150_000, status: "Completed" },
    });
  expect(results()).toHaveLength(shapes.length);
});

test.each([
  ["Amount", "amountCents"],
  ["ReceiptNo", "receipt"],
  ["TransactionStatus", "status"],
  ["FinalisedTime", "completedAt"],
] as const)("a result whose %s has no value lacks just that", async (key, name) => {
  const { receipt } = await pay();
  daraja.scriptOperation({ faults: [{ name: "result_shape", withoutValue: [key] }] });
  await transactionStatus(client, { ...about, receipt });
  await daraja.whenIdle();
  expect(results()[0]?.details[name]).toBeUndefined();
  expect(results()[0]?.details.reason).toBe("Pay Bill Online");
});
