import { beforeEach, describe, expect, test } from "vitest";
import {
  parseC2bConfirmation,
  parseStkCallback,
  payB2c,
  pullQuery,
  pullRegister,
  registerC2bUrls,
  stkPush,
  stkQuery,
  transactionStatus,
} from "@/lib/mpesa";
import { createMpesaWorld, PHONE, refusalOf } from "./support";

const world = await createMpesaWorld({ duplicateWindowSeconds: 0, pullPageSize: 2 });
const { daraja, listener, client, about, pay, received } = world;

beforeEach(() => {
  daraja.reset();
  daraja.setMode("auto");
  daraja.registerC2b({ confirmationUrl: `${listener.url}/c2b/t-2` });
  received.length = 0;
});

const push = (amountCents = 150_000) =>
  stkPush(client, {
    amountCents,
    phone: PHONE,
    accountReference: "23456789K7Q2",
    description: "Internet",
    callbackUrl: `${listener.url}/stk/t-1`,
  });
const pull = (offset = 0) =>
  pullQuery(client, {
    from: new Date(Date.now() - 3_600_000),
    to: new Date(Date.now() + 60_000),
    offset,
  });
const callbacks = () =>
  received.filter((one) => one.path.startsWith("/stk/")).map((one) => parseStkCallback(one.body));
const echoes = () =>
  received
    .filter((one) => one.path.startsWith("/c2b/"))
    .map((one) => parseC2bConfirmation(one.body))
    .flatMap((report) => ("fault" in report ? [] : [report]));

test.each([
  ["masked", "2547 ***** 678"],
  ["hashed", expect.stringMatching(/^[0-9a-f]{64}$/)],
  ["plain", PHONE.slice(1)],
  ["absent", undefined],
] as const)(
  "F13: the payer's number may be %s, the payment reads the same",
  async (msisdn, form) => {
    daraja.script({ faults: [{ name: "F13", msisdn }] });
    await push();
    await daraja.whenIdle();
    expect(echoes()).toMatchObject([
      { receipt: daraja.statement()[0]?.receipt, amountCents: 150_000 },
    ]);
    expect(echoes()[0]?.payerNumber).toEqual(form);
  },
);

test("F16: a wrong account arrives as typed, and as typed in the list", async () => {
  await daraja.payDirect({
    phone: PHONE,
    amount: 20,
    account: "23456789",
    faults: [{ name: "F16", typed: "spaced" }],
  });
  await daraja.whenIdle();
  expect(echoes()).toMatchObject([{ accountReference: "2345 6789" }]);
  expect((await pull()).payments).toMatchObject([{ accountReference: "2345 6789" }]);
});

test("F17: money that left again is still in the list of payments; only the statement tells", async () => {
  const { receipt } = await pay();
  daraja.reversePayment(receipt);
  expect((await pull()).payments).toMatchObject([{ receipt }]);
  expect(daraja.statement()).toMatchObject([{ receipt }, { linkedReceipt: receipt }]);
});

test("F18: a code that nobody knows is no final word", async () => {
  daraja.script({ faults: [{ name: "F18", code: 4242, moneyMoves: true }] });
  const { checkoutRequestId } = await push();
  await daraja.whenIdle();
  expect(callbacks()).toMatchObject([{ resultCode: "4242", receipt: undefined }]);
  expect(await stkQuery(client, checkoutRequestId)).toMatchObject({ state: "pending" });
  expect(echoes()).toMatchObject([{ receipt: daraja.statement()[0]?.receipt }]);
});

test("F19: rows come twice and pages overlap; every payment is there at the end", async () => {
  const paid = [];
  for (const amount of [1, 2, 3, 4, 5]) paid.push((await pay(amount)).receipt);
  daraja.setFaults([{ name: "F19", copies: 2, overlap: 1 }]);
  const seen = new Set<string>();
  for (let offset = 0, page = await pull(); page.rowCount > 0; page = await pull(offset)) {
    for (const { receipt } of page.payments) seen.add(receipt);
    offset += page.rowCount;
  }
  expect([...seen].sort()).toEqual(paid.sort());
});

describe("F20: the token dies mid-run", () => {
  test("each kind of call renews it once and is answered; nothing is done twice", async () => {
    const { receipt } = await pay();
    daraja.setFaults([{ name: "F20", afterCalls: 1 }]);
    await pull();
    const { checkoutRequestId } = await push();
    await stkQuery(client, checkoutRequestId);
    await transactionStatus(client, { ...about, receipt });
    const id = "ours-20260601-1";
    await payB2c(client, {
      ...about,
      originatorConversationId: id,
      amountCents: 1_000,
      phone: PHONE,
    });
    await daraja.whenIdle();
    expect(daraja.statement().map((entry) => entry.kind)).toEqual(["c2b", "stk", "b2c"]);
  });

  test.each(["404.001.03", "400.003.01", "401.003.01"] as const)("as %s", async (as) => {
    await pull();
    daraja.script({ faults: [{ name: "F20", as }] });
    expect((await pull()).rowCount).toBe(0);
  });

  test("a token that never lives is given up after the second", async () => {
    daraja.setFaults([{ name: "F20", afterCalls: 0 }]);
    expect(await refusalOf(push())).toMatchObject({ kind: "token" });
    expect(daraja.attempts()).toEqual([]);
  });
});

test.each(["html500", "truncated"] as const)(
  "a list spoilt as %s is no empty list",
  async (kind) => {
    await pay();
    daraja.script({ faults: [{ name: "F15", at: "pull", kind }] });
    expect(await refusalOf(pull())).toMatchObject({ endpoint: "pull_query" });
    expect((await pull()).rowCount).toBe(1);
  },
);

describe("registering", () => {
  const urls = {
    confirmationUrl: "https://isp.example/api/hooks/pay/confirm/t",
    validationUrl: "https://isp.example/api/hooks/pay/validate/t",
  };

  test("C2B addresses is once for all, as M-Pesa does it live", async () => {
    daraja.registerC2b(null);
    await registerC2bUrls(client, urls);
    expect(daraja.c2bUrls()).toMatchObject({ ...urls, responseType: "Completed", version: "v2" });
    expect(await refusalOf(registerC2bUrls(client, urls))).toMatchObject({ kind: "config" });
  });

  test("for the list of payments may be repeated", async () => {
    const nominated = {
      nominatedNumber: PHONE,
      callbackUrl: "https://isp.example/api/hooks/pay/x",
    };
    await pullRegister(client, nominated);
    await pullRegister(client, nominated);
    expect(daraja.requests("pull_register")).toHaveLength(2);
  });
});
