import { constants, publicEncrypt, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type DarajaSimulator,
  type DarajaSimulatorOptions,
  startDarajaSimulator,
} from "../../../simulators/daraja";
import { type Client, call, connect, PHONE, type Product, startProduct } from "./client";

const STATUS = "/mpesa/transactionstatus/v1/query";
const REVERSAL = "/mpesa/reversal/v1/request";
const B2C = "/mpesa/b2c/v3/paymentrequest";

let simulator: DarajaSimulator;
let product: Product;
let client: Client;

async function start(options: DarajaSimulatorOptions = {}) {
  await simulator?.close();
  simulator = await startDarajaSimulator({ openingBalance: 5_000, ...options });
  client = await connect(simulator, `${product.url}/stk/token-1`);
}

beforeEach(async () => {
  product = await startProduct();
  await start();
});
afterEach(async () => {
  await simulator.close();
  await product.close();
});

const seal = (text: string, padding = constants.RSA_PKCS1_PADDING) =>
  publicEncrypt({ key: simulator.certificatePem, padding }, Buffer.from(text)).toString("base64");
const common = () => ({
  SecurityCredential: seal(simulator.initiatorPassword),
  ResultURL: `${product.url}/result/t`,
  QueueTimeOutURL: `${product.url}/timeout/t`,
  Remarks: "Refund",
});
const bodies = {
  [STATUS]: () => ({
    Initiator: simulator.initiatorName,
    ...common(),
    CommandID: "TransactionStatusQuery",
    TransactionID: "UF1AB2CD3E",
    PartyA: simulator.shortcode,
    IdentifierType: "4",
  }),
  [REVERSAL]: () => ({
    Initiator: simulator.initiatorName,
    ...common(),
    CommandID: "TransactionReversal",
    TransactionID: "UF1AB2CD3E",
    Amount: 1500,
    ReceiverParty: simulator.shortcode,
    RecieverIdentifierType: "11",
  }),
  [B2C]: () => ({
    OriginatorConversationID: "ours-0001",
    InitiatorName: simulator.initiatorName,
    ...common(),
    CommandID: "BusinessPayment",
    Amount: 1000,
    PartyA: simulator.shortcode,
    PartyB: PHONE,
  }),
};
type Path = keyof typeof bodies;
const ask = (path: Path, change = {}) => client.post(path, { ...bodies[path](), ...change });
const results = () => product.received.map((one) => JSON.parse(one.body).Result);

describe.each([STATUS, REVERSAL, B2C] as Path[])("%s", (path) => {
  it("answers with ids now, and with the same ids later", async () => {
    const { status, json } = await ask(path);
    expect(status).toBe(200);
    expect(json).toEqual({
      OriginatorConversationID: expect.any(String),
      ConversationID: expect.stringMatching(/^AG_\d{8}_[0-9a-f]{20}$/),
      ResponseCode: "0",
      ResponseDescription: "Accept the service request successfully.",
    });
    await simulator.whenIdle();
    expect(results()).toMatchObject([
      {
        ResultType: 0,
        OriginatorConversationID: json.OriginatorConversationID,
        ConversationID: json.ConversationID,
        TransactionID: expect.stringMatching(/^[A-Z0-9]{10}$/),
        ReferenceData: { ReferenceItem: { Key: "QueueTimeoutURL" } },
      },
    ]);
  });

  it.each([
    ["CommandID", "Other"],
    ["Remarks", ""],
    ["ResultURL", "https://x.example/mpesa/result"],
    ["QueueTimeOutURL", "http://x.example/timeout"],
  ])("refuses a wrong %s at once", async (field, value) => {
    const answer = await ask(path, { [field]: value });
    expect(answer).toMatchObject({
      status: 400,
      json: { errorMessage: `Bad Request - Invalid ${field}` },
    });
    expect(simulator.operations()).toEqual([]);
  });

  it("refuses a credential that was not encrypted as it should be", async () => {
    const wrong = [
      simulator.initiatorPassword,
      Buffer.from(simulator.initiatorPassword).toString("base64"),
      randomBytes(256).toString("base64"),
      seal(simulator.initiatorPassword, constants.RSA_PKCS1_OAEP_PADDING),
    ];
    for (const SecurityCredential of wrong)
      expect((await ask(path, { SecurityCredential })).json.errorMessage).toBe(
        "Bad Request - Invalid SecurityCredential",
      );
  });

  it("takes a wrong password, and refuses it by the result", async () => {
    await ask(path, { SecurityCredential: seal("old password") });
    await simulator.whenIdle();
    expect(results()).toMatchObject([{ ResultCode: 2001 }]);
    expect(results()[0]).not.toHaveProperty("ResultParameters");
    expect(simulator.statement()).toEqual([]);
  });

  it("needs a living token", async () => {
    simulator.expireTokens();
    expect((await ask(path)).json.errorCode).toBe("404.001.03");
  });
});

it.each([
  [STATUS, { TransactionID: "short" }, "TransactionID"],
  [STATUS, { TransactionID: undefined }, "TransactionID"],
  [STATUS, { PartyA: "600000" }, "PartyA"],
  [STATUS, { IdentifierType: "2" }, "IdentifierType"],
  [REVERSAL, { Amount: 0 }, "Amount"],
  [REVERSAL, { Amount: "10.555" }, "Amount"],
  [REVERSAL, { RecieverIdentifierType: undefined }, "RecieverIdentifierType"],
  [REVERSAL, { ReceiverParty: "600000" }, "ReceiverParty"],
  [B2C, { PartyB: "254812345678" }, "PartyB"],
  [B2C, { Amount: 10.5 }, "Amount"],
  [B2C, { OriginatorConversationID: undefined }, "OriginatorConversationID"],
] as const)("%s refuses %o", async (path, change, field) => {
  expect((await ask(path, change)).json.errorMessage).toBe(`Bad Request - Invalid ${field}`);
});

describe("B2C", () => {
  it.each([
    [9, 2],
    [250_001, 3],
    [5_001, 1],
  ])("of KES %i is refused with %i", async (Amount, code) => {
    await ask(B2C, { Amount });
    await simulator.whenIdle();
    expect(results()).toMatchObject([{ ResultCode: code }]);
  });

  it("pays once for each id, also over a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "daraja-b2c-"));
    const stateFile = join(folder, "daraja.json");
    await start({ stateFile });
    await ask(B2C);
    await simulator.whenIdle();
    const before = simulator.statement();
    await start({ stateFile });
    expect(await ask(B2C)).toMatchObject({
      status: 500,
      json: { errorCode: "500.002.1001", errorMessage: "Duplicate OriginatorConversationID." },
    });
    await simulator.whenIdle();
    expect(simulator.statement()).toEqual(before);
    expect(simulator.operations()).toMatchObject([{ state: "ended", resultCode: "0" }]);
    rmSync(folder, { recursive: true });
  });
});

it("says of a reversed payment what it is told to say", async () => {
  await start({ statusOfReversed: "Reversed" });
  const { receipt } = await simulator.payDirect({ phone: PHONE, amount: 20, account: "1" });
  simulator.reversePayment(receipt);
  await ask(STATUS, { TransactionID: receipt });
  await simulator.whenIdle();
  expect(results()[0]?.ResultParameters.ResultParameter).toContainEqual({
    Key: "TransactionStatus",
    Value: "Reversed",
  });
});

it("what waits for its time is not done yet, and an earlier request's status says so", async () => {
  simulator.scriptOperation({ operation: "b2c", faults: [{ name: "queue_timeout" }] });
  await ask(B2C);
  await simulator.whenIdle();
  expect(simulator.operations("b2c")).toMatchObject([{ state: "waiting", resultCode: null }]);
  await ask(STATUS, { TransactionID: undefined, OriginalConversationID: "ours-0001" });
  await simulator.whenIdle();
  expect(results().at(-1)?.ResultParameters.ResultParameter).toEqual([
    { Key: "ReceiptNo" },
    { Key: "TransactionStatus", Value: "Pending" },
  ]);
});

describe("the control API", () => {
  const control = (path: string, json?: unknown) => call(`${simulator.url}/_sim/${path}`, { json });

  it("scripts operations, sets their faults, lists them, and lets go of what is held", async () => {
    await control("operations/script", { operation: "b2c", outcome: { code: 21 } });
    await ask(B2C);
    await simulator.whenIdle();
    await control("operations/faults", [{ name: "result_late" }]);
    await ask(B2C, { OriginatorConversationID: "ours-0002" });
    await simulator.whenIdle();
    expect(results()).toMatchObject([{ ResultCode: 21 }]);
    const [, late] = (await control("operations")).json;
    expect(late).toMatchObject({ kind: "b2c", resultCode: "0", msisdn: PHONE });
    expect((await control("release", { id: late.conversationId })).json).toEqual({ released: 1 });
    await simulator.whenIdle();
    expect(results()).toHaveLength(2);
    expect((await control("operations/script", { faults: [{ name: "F99" }] })).status).toBe(400);
  });

  it("reverses a payment, or says why it cannot", async () => {
    const { receipt } = await simulator.payDirect({ phone: PHONE, amount: 20, account: "1" });
    expect((await control("reverse", { receipt })).json).toMatchObject({ linkedReceipt: receipt });
    expect(await control("reverse", { receipt })).toMatchObject({ status: 409 });
  });
});
