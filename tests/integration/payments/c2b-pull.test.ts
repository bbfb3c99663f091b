import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { formatPhone } from "@/lib/phone";
import {
  ensureMpesaChannel,
  pullPayments,
  registerC2bUrls,
  storeCallback,
  sweepPulls,
} from "@/services/payments";
import { openMpesaChannel } from "@/services/payments/open-channel";
import { errorOf, waitFor } from "@/tests/support";
import { createPaymentWorld, expectBooksLikeStatement, settingsFor } from "./support";

const world = await createPaymentWorld({ pullPageSize: 3, c2bValidation: true });
const { daraja, db, job, addPayer, press, reaches, judged, channelId } = world;

const pull = () => {
  world.clock.offsetMs += 11_000;
  return pullPayments(job, { channelId });
};
const channel = async () => {
  const [row] = await db
    .select()
    .from(schema.paymentChannels)
    .where(eq(schema.paymentChannels.id, channelId));
  if (!row) throw new Error("no channel");
  return row;
};
const paymentWith = async (receipt: string) => {
  const [row] = await db.select().from(schema.payments).where(eq(schema.payments.receipt, receipt));
  return row;
};
const arrives = (receipt: string) =>
  waitFor(`payment ${receipt}`, () => paymentWith(receipt), Boolean);

/** Where nobody listens. */
async function closedUrl(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}

describe("a channel", () => {
  test("set up twice, also at the same moment, is one and keeps its callback secret", async () => {
    const before = await channel();
    const again = await Promise.all([
      ensureMpesaChannel(job, settingsFor(daraja)),
      ensureMpesaChannel(job, settingsFor(daraja)),
    ]);
    expect(again).toEqual([
      { channelId, changed: false },
      { channelId, changed: false },
    ]);
    expect(await channel()).toEqual(before);
    for (const secret of [daraja.consumerSecret, daraja.passkey])
      expect(JSON.stringify(before)).not.toContain(secret);
  });

  test("takes a new initiator password, and keeps it when a start does not know it", async () => {
    const { initiatorName, initiatorPassword, certificatePem, ...others } = settingsFor(daraja);
    const password = async () =>
      (await openMpesaChannel(job, channelId)).client.config.initiatorPassword;
    const changed = { ...others, initiatorName, certificatePem, initiatorPassword: "next-90-days" };
    const since = (await channel()).initiatorPasswordSetAt?.getTime() ?? 0;
    world.clock.offsetMs += 60_000;
    expect(await ensureMpesaChannel(job, changed)).toEqual({ channelId, changed: true });
    const changedAt = (await channel()).initiatorPasswordSetAt;
    expect(changedAt?.getTime()).toBeGreaterThanOrEqual(since + 60_000);
    expect(await ensureMpesaChannel(job, others)).toEqual({ channelId, changed: false });
    expect(await password()).toBe("next-90-days");
    expect((await channel()).initiatorPasswordSetAt).toEqual(changedAt);
    await ensureMpesaChannel(job, settingsFor(daraja));
    expect(await password()).toBe(initiatorPassword);
    expect(JSON.stringify(await channel())).not.toContain(initiatorPassword);
  });

  test("does not take what is no certificate", async () => {
    const settings = { ...settingsFor(daraja), certificatePem: "-----BEGIN CERTIFICATE-----" };
    await expect(ensureMpesaChannel(job, settings)).rejects.toThrow("a PEM file");
  });

  test("registers its addresses with M-Pesa; being refused is said, not swallowed", async () => {
    await registerC2bUrls(job, { channelId });
    expect((await channel()).c2bRegisteredAt).not.toBeNull();
    const refused = await errorOf(registerC2bUrls(job, { channelId }));
    expect(refused.code).toBe("unavailable");
  });
});

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

describe("the pull", () => {
  test("reads every page, and skips nothing and nobody", async () => {
    const { registerC2b } = daraja;
    registerC2b(null);
    const payers = await Promise.all(Array.from({ length: 8 }, () => addPayer()));
    for (const payer of payers)
      await daraja.payDirect({ phone: payer.phone, amount: 2500, account: payer.accountNumber });
    expect((await pull()).settled).toBe(8);
    expect((await pull()).settled).toBe(0);
    await expectBooksLikeStatement(world);
  });

  test("at the same moment from two jobs credits once", async () => {
    const payer = await addPayer();
    const paid = await daraja.payDirect({
      phone: payer.phone,
      amount: 2500,
      account: payer.accountNumber,
    });
    world.clock.offsetMs += 11_000;
    const pulls = [1, 2, 3].map(() => pullPayments(job, { channelId }));
    await Promise.all(pulls);
    expect(await paymentWith(paid.receipt)).toBeDefined();
    expect(await world.paymentsOf(payer.customerId)).toHaveLength(1);
    await expectBooksLikeStatement(world);
  });

  test("covers two hours again, and once a Kenyan day all that M-Pesa keeps", async () => {
    await db.update(schema.paymentChannels).set({ pulledUntil: null });
    const hoursOf = async () => {
      await pull();
      const { StartDate, EndDate } = daraja
        .requests("pull_query")
        .map((request) => request.body as { StartDate: string; EndDate: string })
        .at(-1) ?? { StartDate: "", EndDate: "" };
      return (Date.parse(`${EndDate}Z`) - Date.parse(`${StartDate}Z`)) / 3_600_000;
    };
    expect(await hoursOf()).toBe(47);
    expect(Math.round(await hoursOf())).toBe(2);
    const yesterday = new Date(world.now().getTime() - 24 * 3_600_000);
    await db.update(schema.paymentChannels).set({ pulledUntil: yesterday });
    expect(await hoursOf()).toBe(47);
  });

  test("that fails covers nothing, and is due again", async () => {
    const before = (await channel()).pulledUntil;
    await db.update(schema.paymentChannels).set({ baseUrl: await closedUrl() });
    world.clock.offsetMs += 6 * 60_000;
    await expect(pullPayments(job, { channelId })).rejects.toThrow(/retry_later/);
    expect((await channel()).pulledUntil).toEqual(before);
    await db.update(schema.paymentChannels).set({ baseUrl: daraja.url });
    expect(await sweepPulls(job)).toBe(1);
    await waitFor("the pull", channel, (row) => (row.pulledUntil ?? 0) > (before ?? 0));
    expect(await sweepPulls(job)).toBe(0);
  });
});
