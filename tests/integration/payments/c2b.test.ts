import { describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { formatPhone } from "@/lib/phone";
import { registerC2bUrls, storeCallback } from "@/services/payments";
import { waitFor } from "@/tests/support";
import { c2bTools } from "./c2b-tools";
import { createPaymentWorld, expectBooksLikeStatement } from "./support";

const world = await createPaymentWorld({ pullPageSize: 3, c2bValidation: true });
const { daraja, db, job, addPayer, press, reaches, judged, channelId } = world;
const { pull, channel, paymentWith, arrives } = c2bTools(world);
await registerC2bUrls(job, { channelId });

describe("money paid by hand", () => {
  test.each([
    ["the account number", (p: { accountNumber: string }) => p.accountNumber],
    [
      "the account number with spaces",
      (p: { accountNumber: string }) => p.accountNumber.replace(/(..)/g, "$1 "),
    ],
    ["a phone number", (p: { phone: string }) => formatPhone(p.phone)],
  ])("to %s is credited once, however often it is reported", async (_, account) => {
    const payer = await addPayer();
    const paid = await daraja.payDirect({
      phone: payer.phone,
      amount: 2500,
      account: account(payer),
    });
    await arrives(paid.receipt);
    await pull();
    await pull();
    expect(await paymentWith(paid.receipt)).toMatchObject({
      customerId: payer.customerId,
      status: "credited",
    });
    expect((await world.user(payer.userId)).paidUntil).not.toBeNull();
    await expectBooksLikeStatement(world);
  });

  test("to an account that nobody has waits in suspense", async () => {
    const paid = await daraja.payDirect({
      phone: "254799999999",
      amount: 100.5,
      account: "HOUSE 9",
    });
    await arrives(paid.receipt);
    expect(await paymentWith(paid.receipt)).toMatchObject({
      status: "suspense",
      amountCents: 10_050,
    });
    await expectBooksLikeStatement(world);
  });

  test("is asked about beforehand: the answer is yes, and no payment", async () => {
    const payer = await addPayer();
    const paid = await daraja.payDirect({
      phone: payer.phone,
      amount: 10,
      account: payer.accountNumber,
    });
    await arrives(paid.receipt);
    const asked = daraja.deliveries("c2b_validation").at(-1);
    expect(JSON.parse(asked?.answer ?? "{}")).toMatchObject({ ResultCode: "0" });
    const rows = (await world.inbox()).filter((row) => row.body === asked?.body);
    expect(rows.find((row) => row.kind === "c2b_validation")?.status).toBe("processed");
  });
});

describe("the echo of a push", () => {
  test.each([
    ["after its callback", []],
    ["before its callback", [{ name: "F7" as const }]],
    ["instead of its callback", [{ name: "F8" as const }]],
  ])("that comes %s is the same money, and belongs to the attempt", async (_, faults) => {
    const payer = await addPayer();
    daraja.script({ phone: payer.phone, outcome: "success", faults });
    const { attemptId } = await press(payer);
    await reaches(attemptId, "paid");
    await daraja.whenIdle();
    await judged();
    await pull();
    const payments = await world.paymentsOf(payer.customerId);
    expect(payments).toHaveLength(1);
    expect(payments[0]?.attemptId).toBe(attemptId);
    await expectBooksLikeStatement(world);
  });

  test("retyped by the customer for another payment is a payment of its own", async () => {
    const payer = await addPayer();
    daraja.script({ phone: payer.phone, outcome: "success" });
    const { attemptId } = await press(payer);
    await reaches(attemptId, "paid");
    const account = (await world.attempt(attemptId)).accountReference.toLowerCase();
    const paid = await daraja.payDirect({ phone: payer.phone, amount: 2500, account });
    await arrives(paid.receipt);
    expect(await paymentWith(paid.receipt)).toMatchObject({
      customerId: payer.customerId,
      attemptId: null,
    });
    expect(await world.paymentsOf(payer.customerId)).toHaveLength(2);
    await expectBooksLikeStatement(world);
  });
});

describe("a forged confirmation", () => {
  const forged = (payer: { accountNumber: string }, change: object = {}) =>
    JSON.stringify({
      TransactionType: "Pay Bill",
      TransID: "UF1FAKE000",
      TransTime: "20260601093041",
      TransAmount: "99999.00",
      BusinessShortCode: daraja.shortcode,
      BillRefNumber: payer.accountNumber,
      MSISDN: "254712345678",
      FirstName: "EVE",
      ...change,
    });
  const provider = createContext({ kind: "provider", id: "mpesa" }, { db });

  async function hookToken() {
    const { openHookToken } = await import("@/services/payments/credentials");
    return openHookToken(channelId, (await channel()).hookTokenEncrypted ?? "");
  }

  test("from elsewhere, with the right secret, is not believed; the list of payments is", async () => {
    const payer = await addPayer();
    const pulls = daraja.requests("pull_query").length;
    world.clock.offsetMs += 11_000;
    await storeCallback(provider, {
      kind: "c2b_confirmation",
      token: await hookToken(),
      sourceAddress: "10.9.9.9",
      body: forged(payer),
    });
    await judged();
    await waitFor("a pull", () => daraja.requests("pull_query").length > pulls);
    expect(await world.paymentsOf(payer.customerId)).toEqual([]);
    await expectBooksLikeStatement(world);
  });

  test("is judged although a question before it was the same, word for word", async () => {
    const body = forged(await addPayer(), { BusinessShortCode: "600001" });
    const same = { token: await hookToken(), body, sourceAddress: "127.0.0.1" };
    await storeCallback(provider, { kind: "c2b_validation", ...same });
    await storeCallback(provider, { kind: "c2b_confirmation", ...same });
    await judged();
    const rows = (await world.inbox()).slice(-2);
    expect(rows.map((row) => row.kind)).toEqual(["c2b_validation", "c2b_confirmation"]);
    expect(rows.map((row) => row.status)).toEqual(["processed", "quarantined"]);
  });

  test("about another shortcode, or with a guessed secret, moves nothing", async () => {
    const payer = await addPayer();
    const store = (token: string, body: string) =>
      storeCallback(provider, {
        kind: "c2b_confirmation",
        token,
        sourceAddress: "127.0.0.1",
        body,
      });
    await store(await hookToken(), forged(payer, { BusinessShortCode: "600000" }));
    await store("guess", forged(payer));
    await judged();
    const rows = (await world.inbox()).slice(-2);
    expect(rows.map((row) => row.status)).toEqual(["quarantined", "quarantined"]);
    expect(await world.paymentsOf(payer.customerId)).toEqual([]);
  });
});
