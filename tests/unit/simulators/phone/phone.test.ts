import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DarajaSimulator, startDarajaSimulator } from "../../../simulators/daraja";
import { type PhonePage, startPhonePage } from "../../../simulators/phone";
import { confirmationText } from "../../../simulators/phone/inbox";
import { type SmsSimulator, startSmsSimulator } from "../../../simulators/sms";
import { call, connect, PHONE } from "../daraja/client";

const CALLBACK = "http://127.0.0.1:9/stk/x";

let daraja: DarajaSimulator;
let sms: SmsSimulator;
let phone: PhonePage;

beforeEach(async () => {
  daraja = await startDarajaSimulator();
  sms = await startSmsSimulator();
  phone = await startPhonePage({ daraja, sms }, { contacts: [{ msisdn: PHONE, name: "Jane" }] });
});
afterEach(() => Promise.all([phone.close(), daraja.close(), sms.close()]));

const state = async (msisdn = PHONE) =>
  (await call(`${phone.url}/api/state?msisdn=${msisdn}`)).json;

function text(to: string, message: string) {
  return fetch(`${sms.url}/version1/messaging`, {
    method: "POST",
    headers: { apiKey: sms.apiKey, accept: "application/json" },
    body: new URLSearchParams({ username: sms.username, to, message, from: "DEMOISP" }),
  });
}

it("the page is one document that may load nothing from elsewhere", async () => {
  const response = await fetch(phone.url);
  const html = await response.text();
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(html).not.toMatch(/(src|href)="(https?:|\/)/);
  expect(html).toContain("M-PESA PIN");
  expect(html).not.toContain("<!-- s");
});

it("offers contacts and every number seen, and says where a prompt waits", async () => {
  await text("+254110000001", "hello");
  await (await connect(daraja, CALLBACK)).push({ PhoneNumber: 254720000002 });
  expect((await state()).phones).toEqual([
    { msisdn: PHONE, name: "Jane", hasPrompt: false },
    { msisdn: "254720000002", name: null, hasPrompt: true },
    { msisdn: "254110000001", name: null, hasPrompt: false },
  ]);
});

it("shows one phone's prompt and inbox, and M-PESA's message after the PIN", async () => {
  await text(`+${PHONE}`, "Welcome");
  await text("+254110000001", "for somebody else");
  await daraja.payDirect({ phone: "254110000001", amount: 5, account: "somebody else's" });
  await (await connect(daraja, CALLBACK)).push();
  const before = await state();
  expect(before.prompt).toMatchObject({ amount: 1500, accountReference: "23456789K7Q2" });
  const wrong = await call(`${phone.url}/api/prompts/${before.prompt.id}/pin`, {
    json: { pin: "1" },
  });
  expect(wrong).toMatchObject({ status: 409, json: { error: "a PIN has 4 digits" } });
  await call(`${phone.url}/api/prompts/${before.prompt.id}/pin`, { json: { pin: "1234" } });
  const after = await state();
  const entry = daraja.statement().at(-1);
  expect(after.prompt).toBeNull();
  expect(after.lastEnd).toEqual({ id: before.prompt.id, paid: true, text: "Payment sent" });
  expect(after.messages).toMatchObject([
    { from: "DEMOISP", text: "Welcome" },
    { from: "MPESA", text: expect.stringContaining(`${entry?.receipt} Confirmed. Ksh1,500.00`) },
  ]);
});

it("words the confirmation as M-PESA does, in East African time", () => {
  const entry = {
    receipt: "UF1AB2CD3E",
    kind: "stk" as const,
    direction: "in" as const,
    linkedReceipt: null,
    amountCents: 150_000,
    msisdn: PHONE,
    account: "10234K7Q2",
    at: "2026-06-01T06:30:41Z",
    checkoutRequestId: null,
  };
  expect(confirmationText(entry, "DEMO ISP")).toBe(
    "UF1AB2CD3E Confirmed. Ksh1,500.00 sent to DEMO ISP for account 10234K7Q2 on 1/6/26 at 9:30 AM. Transaction cost, Ksh0.00.",
  );
});

it("texts the customer what came back, and what was paid out", () => {
  const entry = {
    receipt: "UF1AB2CD4F",
    direction: "out" as const,
    amountCents: 150_000,
    msisdn: PHONE,
    account: "10234K7Q2",
    at: "2026-06-01T06:30:41Z",
    checkoutRequestId: null,
  };
  const reversal = { ...entry, kind: "reversal" as const, linkedReceipt: "UF1AB2CD3E" };
  expect(confirmationText(reversal, "DEMO ISP")).toBe(
    "UF1AB2CD4F Confirmed. Transaction UF1AB2CD3E has been reversed on 1/6/26 at 9:30 AM and Ksh1,500.00 is credited to your M-PESA account.",
  );
  const refund = { ...entry, kind: "b2c" as const, linkedReceipt: null };
  expect(confirmationText(refund, "DEMO ISP")).toBe(
    "UF1AB2CD4F Confirmed. You have received Ksh1,500.00 from DEMO ISP on 1/6/26 at 9:30 AM.",
  );
});

it("cancels a prompt", async () => {
  await (await connect(daraja, CALLBACK)).push();
  await call(`${phone.url}/api/prompts/${(await state()).prompt.id}/cancel`, { json: {} });
  expect((await state()).lastEnd).toMatchObject({ paid: false, text: "Request cancelled" });
});

describe("Pay Bill", () => {
  const pay = (change = {}) =>
    call(`${phone.url}/api/paybill`, {
      json: {
        msisdn: PHONE,
        paybill: daraja.shortcode,
        account: "23456789",
        amount: 250.5,
        ...change,
      },
    });

  it("moves money by hand", async () => {
    expect((await pay()).status).toBe(200);
    expect(daraja.statement()).toMatchObject([
      { kind: "c2b", amountCents: 25_050, account: "23456789", msisdn: PHONE },
    ]);
  });

  it.each([
    ["another Paybill", { paybill: "111111" }, 409, "There is no Paybill 111111 in this demo"],
    ["no account", { account: " " }, 400, "Enter an account number"],
    ["less than a cent", { amount: 0.001 }, 400, "at most two decimals"],
  ])("refuses %s with a sentence", async (_what, change, status, sentence) => {
    const answer = await pay(change);
    expect(answer).toMatchObject({ status, json: { error: expect.stringContaining(sentence) } });
    expect(daraja.statement()).toEqual([]);
  });
});

it("streams a new state by itself when an SMS arrives", async () => {
  const response = await fetch(`${phone.url}/api/events?msisdn=${PHONE}`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain('"messages":[]');
  await text(`+${PHONE}`, "Welcome");
  expect((await reader?.read())?.value).toContain('"text":"Welcome"');
  await reader?.cancel();
});

it("answers a number that is none with a sentence", async () => {
  expect((await call(`${phone.url}/api/state?msisdn=12`)).status).toBe(400);
  expect((await call(`${phone.url}/api/events?msisdn=12`)).status).toBe(400);
});
