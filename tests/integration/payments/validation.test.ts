import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { hashPhone } from "@/lib/phone";
import {
  answerValidation,
  listMpesaChannels,
  registerC2bUrls,
  registerPull,
  setValidation,
} from "@/services/payments";
import { openHookToken } from "@/services/payments/credentials";
import { errorOf } from "@/tests/support";
import { createPaymentWorld } from "./support";

const world = await createPaymentWorld({ c2bValidation: true, pullRegistered: false });
const { db, daraja, channelId, addPayer } = world;
const { owner } = world.isp;
const provider = createContext({ kind: "provider", id: "mpesa" }, { db });

const [channel] = await db
  .select()
  .from(schema.paymentChannels)
  .where(eq(schema.paymentChannels.id, channelId));
const token = openHookToken(channelId, String(channel?.hookTokenEncrypted));

const payer = await addPayer();
const { accountNumber: a, phone } = payer;

let asked = 0;
const question = (values: Record<string, unknown> = {}) =>
  JSON.stringify({
    TransactionType: "Pay Bill",
    TransID: `UFB${String(++asked).padStart(7, "0")}`,
    TransTime: "20260601093041",
    TransAmount: "1500.00",
    BusinessShortCode: channel?.shortcode,
    BillRefNumber: "99999999",
    MSISDN: "2547 ***** 126",
    FirstName: "JANE",
    ...values,
  });
const ask = async (values: Record<string, unknown> = {}, sourceAddress = "127.0.0.1") =>
  (await answerValidation(provider, { token, sourceAddress, body: question(values) })).ResultCode;

describe("with “refuse unknown accounts” off", () => {
  test("everything is accepted", async () => {
    expect(await ask()).toBe("0");
    expect(await ask({ TransAmount: "0" })).toBe("0");
  });
});

describe("with “refuse unknown accounts” on", () => {
  beforeAll(() => setValidation(owner, { channelId, enabled: true }));

  test.each([
    ["an account number", { BillRefNumber: a }],
    [
      "an account number in another spelling",
      { BillRefNumber: `acc ${a.slice(0, 4)}-${a.slice(4)}` },
    ],
    ["the reference of a push", { BillRefNumber: `${a}K7Q2` }],
    ["a customer's phone", { BillRefNumber: phone.replace("+254", "0") }],
    ["a word, from a customer's phone", { BillRefNumber: "wifi", MSISDN: hashPhone(phone) }],
    ["a word, from a number that cannot be read", { BillRefNumber: "wifi" }],
    ["cents", { BillRefNumber: a, TransAmount: 10.5 }],
  ])("%s is accepted", async (_, values) => {
    expect(await ask(values)).toBe("0");
  });

  test.each([
    ["an account that nobody has", {}, "C2B00012"],
    ["a house number", { BillRefNumber: "HOUSE 9" }, "C2B00012"],
    [
      "a word, from a phone that nobody has",
      { BillRefNumber: "wifi", MSISDN: "254799999999" },
      "C2B00012",
    ],
    ["no money", { BillRefNumber: a, TransAmount: "0.00" }, "C2B00013"],
    ["less than none", { BillRefNumber: a, TransAmount: "-5" }, "C2B00013"],
    ["a tenth of a cent", { BillRefNumber: a, TransAmount: "1.001" }, "C2B00013"],
    ["more than M-Pesa moves", { BillRefNumber: a, TransAmount: "250000.01" }, "C2B00013"],
    ["another shortcode", { BillRefNumber: a, BusinessShortCode: "999999" }, "C2B00015"],
  ])("%s is refused", async (_, values, code) => {
    expect(await ask(values)).toBe(code);
  });

  test("a closed customer's account is refused", async () => {
    const gone = await addPayer();
    await db
      .update(schema.customers)
      .set({ status: "closed" })
      .where(eq(schema.customers.id, gone.customerId));
    expect(await ask({ BillRefNumber: gone.accountNumber })).toBe("C2B00012");
  });

  test("who is not M-Pesa learns nothing of accounts", async () => {
    expect(await ask({}, "203.0.113.9")).toBe("0");
    const forged = { token: "no-such-token", sourceAddress: "127.0.0.1", body: question() };
    expect((await answerValidation(provider, forged)).ResultCode).toBe("0");
  });

  test.each(["", "{}", "null", "[1]", "<html>", '{"TransAmount":{}}'])(
    "a body that cannot be read (%j) is accepted",
    async (body) => {
      const answer = await answerValidation(provider, { token, sourceAddress: "127.0.0.1", body });
      expect(answer.ResultCode).toBe("0");
    },
  );

  test("while the database is stuck the answer comes all the same, and is yes", async () => {
    await db.transaction(async (tx) => {
      await tx.execute(sql`lock table customers in access exclusive mode`);
      const late = { token, sourceAddress: "127.0.0.1", body: question() };
      expect(await answerValidation(provider, late, 150)).toMatchObject({ ResultCode: "0" });
    });
    expect(await ask()).toBe("C2B00012");
  });

  test("when the question cannot be kept the answer is yes", async () => {
    const broken = {
      ...provider,
      db: new Proxy(db, { get: () => () => Promise.reject(new Error()) }),
    };
    const asking = { token, sourceAddress: "127.0.0.1", body: question() };
    expect(await answerValidation(broken, asking)).toMatchObject({ ResultCode: "0" });
  });

  test("M-Pesa's customer is told at once, over the wire: the money is not taken", async () => {
    await registerC2bUrls(owner, { channelId });
    await expect(
      daraja.payDirect({ phone: payer.phone, amount: 100, account: "HOUSE 9" }),
    ).rejects.toThrow("C2B00012");
    const paid = await daraja.payDirect({ phone: payer.phone, amount: 100, account: a });
    expect(paid.receipt).toHaveLength(10);
  });
});

test("the list is registered in the name of a number, and stands on the screen", async () => {
  expect(await errorOf(registerPull(owner, { channelId, nominatedNumber: "12" }))).toMatchObject({
    fieldErrors: { nominatedNumber: expect.any(String) },
  });
  await registerPull(owner, { channelId, nominatedNumber: "0712 345 678" });
  await registerPull(owner, { channelId, nominatedNumber: "0712 345 678" });
  const [shown] = await listMpesaChannels(owner);
  expect(shown).toMatchObject({ c2bValidation: true, pullRegisteredAt: expect.any(Date) });
  expect(JSON.stringify(shown)).not.toContain(token);
});

test("only who may change settings may tell M-Pesa anything", async () => {
  const support = createContext({ kind: "staff", id: channelId, role: "support" }, { db });
  for (const act of [
    () => setValidation(support, { channelId, enabled: false }),
    () => registerPull(support, { channelId, nominatedNumber: "0712345678" }),
  ])
    expect(await errorOf(act())).toMatchObject({ code: "forbidden" });
});
