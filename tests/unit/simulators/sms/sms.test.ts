import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readBody } from "../../../simulators/http/server";
import { type SmsSimulator, startSmsSimulator } from "../../../simulators/sms";

const JANE = "+254712345678";
const PETER = "+254110000001";

let gateway: SmsSimulator;

beforeEach(async () => {
  gateway = await startSmsSimulator();
});
afterEach(() => gateway.close());

function send(form: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(`${gateway.url}/version1/messaging`, {
    method: "POST",
    headers: { apiKey: gateway.apiKey, accept: "application/json", ...headers },
    body: new URLSearchParams({ username: gateway.username, bulkSMSMode: "1", ...form }),
  });
}

async function recipientsOf(response: Response) {
  const json = await response.json();
  return json.SMSMessageData.Recipients;
}

it("accepts a message for each recipient and refuses those that are no Kenyan mobile", async () => {
  const response = await send({
    to: `${JANE},${PETER},0712345678`,
    message: "Hi",
    from: "DEMOISP",
  });
  expect(response.status).toBe(201);
  const id = expect.stringMatching(/^ATXid_[0-9a-f]{32}$/);
  const good = { statusCode: 101, status: "Success", cost: "KES 0.8000", messageId: id };
  expect(await response.json()).toEqual({
    SMSMessageData: {
      Message: "Sent to 2/3 Total Cost: KES 1.6000",
      Recipients: [
        { ...good, number: JANE },
        { ...good, number: PETER },
        {
          statusCode: 403,
          number: "0712345678",
          status: "InvalidPhoneNumber",
          cost: "0",
          messageId: "None",
        },
      ],
    },
  });
  expect(gateway.messages(JANE)).toMatchObject([{ text: "Hi", from: "DEMOISP", segments: 1 }]);
  expect(gateway.messages()).toHaveLength(2);
});

it("hands a waiting test the message that it waits for", async () => {
  const waiting = gateway.waitForMessage("254712345678", (one) => one.text.includes("code"));
  await send({ to: JANE, message: "welcome" });
  await send({ to: JANE, message: "your code is 1234" });
  expect((await waiting).text).toBe("your code is 1234");
});

it.each([
  ["160 plain characters as one part", "a".repeat(160), "GSM-7", 1],
  ["161 plain characters as two parts", "a".repeat(161), "GSM-7", 2],
  ["a euro sign as two characters", `${"a".repeat(159)}€`, "GSM-7", 2],
  ["a curly quote as UCS-2", `${"a".repeat(70)}’`, "UCS-2", 2],
  ["70 UCS-2 characters as one part", `${"a".repeat(69)}’`, "UCS-2", 1],
] as const)("counts %s", async (_what, message, encoding, segments) => {
  await send({ to: JANE, message });
  expect(gateway.messages(JANE)).toMatchObject([{ encoding, segments }]);
});

it("refuses a wrong key, a wrong user and a form without message", async () => {
  const wrong = await send({ to: JANE, message: "x" }, { apiKey: "no" });
  expect([wrong.status, await wrong.text()]).toEqual([
    401,
    "The supplied authentication is invalid",
  ]);
  expect((await send({ to: JANE, message: "x", username: "other" })).status).toBe(401);
  expect((await send({ to: JANE })).status).toBe(400);
  expect(gateway.messages()).toEqual([]);
});

it("speaks XML to whoever does not ask for JSON", async () => {
  const response = await send({ to: JANE, message: "x" }, { accept: "*/*" });
  expect(await response.text()).toMatch(/^<AfricasTalkingResponse>.*Sent to 1\/1/);
});

it("fails as told, for as many sends as told", async () => {
  gateway.failNext({ statusCode: 405, times: 2 });
  gateway.failNext({ http: 503 });
  const code = async () =>
    (await recipientsOf(await send({ to: JANE, message: "x" })))[0].statusCode;
  expect([await code(), await code()]).toEqual([405, 405]);
  expect((await send({ to: JANE, message: "x" })).status).toBe(503);
  expect(gateway.messages()).toEqual([]);
  expect(await code()).toBe(101);
});

it("can drop a request, or accept it and lose the reply", async () => {
  gateway.failNext({ wire: "drop" });
  await expect(send({ to: JANE, message: "one" })).rejects.toThrow();
  expect(gateway.messages()).toEqual([]);
  gateway.failNext({ wire: "reply_lost" });
  await expect(send({ to: JANE, message: "two" })).rejects.toThrow();
  expect(gateway.messages()).toMatchObject([{ text: "two" }]);
});

it("posts delivery reports as a form to the configured URL", async () => {
  const forms: Record<string, string>[] = [];
  const server = createServer(async (request, response) => {
    forms.push(Object.fromEntries(new URLSearchParams(await readBody(request))));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  gateway.setDeliveryReportUrl(`http://127.0.0.1:${port}/sms/secret`);
  gateway.reportNext({ status: "Failed", failureReason: "AbsentSubscriber" });
  for (const message of ["one", "two"]) await send({ to: JANE, message });
  const [first, second] = gateway.messages();
  for (const one of [first, second]) {
    expect(await gateway.waitForReport(one?.id ?? "")).toMatchObject({ httpStatus: 200 });
  }
  const about = { phoneNumber: JANE, networkCode: "63902", retryCount: "0" };
  expect(forms).toHaveLength(2);
  expect(forms).toContainEqual({
    ...about,
    id: first?.id,
    status: "Failed",
    failureReason: "AbsentSubscriber",
  });
  expect(forms).toContainEqual({ ...about, id: second?.id, status: "Success" });
  server.close();
});

it("offers the same by its control API, and refuses what it cannot read", async () => {
  const control = (path: string, body?: unknown) =>
    fetch(`${gateway.url}/_sim/${path}`, {
      ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
      headers: { "content-type": "application/json" },
    });
  expect((await control("fail", { statusCode: 99 })).status).toBe(400);
  await control("fail", { statusCode: 406 });
  expect((await recipientsOf(await send({ to: JANE, message: "x" })))[0].status).toBe(
    "UserInBlacklist",
  );
  await send({ to: JANE, message: "kept" });
  expect(await (await control("messages?to=254712345678")).json()).toMatchObject([
    { text: "kept" },
  ]);
  await control("reset", {});
  expect(gateway.messages()).toEqual([]);
});
