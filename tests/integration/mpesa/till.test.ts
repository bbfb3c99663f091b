import { expect, test } from "vitest";
import {
  parseC2bConfirmation,
  parseStkCallback,
  registerC2bUrls,
  reverseTransaction,
  stkPush,
  stkQuery,
  transactionStatus,
} from "@/lib/mpesa";
import { createMpesaWorld, PHONE } from "./support";

const world = await createMpesaWorld({
  kind: "till",
  shortcode: "5123456",
  storeNumber: "7654321",
  duplicateWindowSeconds: 0,
});
const { daraja, listener, connect, client, about, results, received } = world;

const push = (sender = client) =>
  stkPush(sender, {
    amountCents: 150_000,
    phone: PHONE,
    accountReference: "23456789K7Q2",
    description: "Internet",
    callbackUrl: `${listener.url}/stk/t-1`,
  });
const lastCode = () => {
  const last = received.findLast((one) => one.path.startsWith("/stk/"));
  return last && parseStkCallback(last.body)?.resultCode;
};

test("a till is pushed to, echoed without an account, proven, and reversed", async () => {
  const url = `${listener.url}/c2b/t-2`;
  await registerC2bUrls(client, { confirmationUrl: url, validationUrl: url });
  const { checkoutRequestId } = await push();
  await daraja.whenIdle();
  expect(await stkQuery(client, checkoutRequestId)).toMatchObject({ state: "answered", code: "0" });
  const receipt = daraja.statement()[0]?.receipt ?? "";
  const echo = received.find((one) => one.path.startsWith("/c2b/"));
  expect(parseC2bConfirmation(echo?.body ?? "")).toMatchObject({
    receipt,
    accountReference: "",
    shortcode: "5123456",
  });
  await transactionStatus(client, { ...about, receipt });
  await daraja.whenIdle();
  expect(results().at(-1)?.details).toMatchObject({ receipt, status: "Completed" });
  await reverseTransaction(client, { ...about, receipt, amountCents: 150_000 });
  await daraja.whenIdle();
  expect(results().at(-1)).toMatchObject({
    resultCode: "0",
    details: { originalReceipt: receipt },
  });
});

test.each([
  ["set up as a Paybill of the store's number", { kind: "paybill", shortcode: "7654321" }, "2028"],
  ["whose own number is that of another", { shortcode: "5000000" }, "SFC_IC0003"],
] as const)("a till %s is told by the result code", async (_, change, code) => {
  await push(connect(change));
  await daraja.whenIdle();
  expect(lastCode()).toBe(code);
});
