import { afterAll } from "vitest";
import {
  type AccessToken,
  type AsyncResult,
  type ClientOptions,
  createDarajaClient,
  type DarajaConfig,
  DarajaError,
  parseAsyncResult,
  type TokenStore,
} from "@/lib/mpesa";
import {
  type DarajaSimulator,
  type DarajaSimulatorOptions,
  startDarajaSimulator,
} from "@/tests/simulators/daraja";
import { readBody, startServer } from "@/tests/simulators/http/server";

export const PHONE = "+254712345678";

/** The DarajaError that a call fails with. */
export async function refusalOf(call: Promise<unknown>): Promise<DarajaError> {
  const error = await call.then(
    () => new Error("the call did not fail"),
    (reason: unknown) => reason,
  );
  if (error instanceof DarajaError) return error;
  throw error;
}

/** A token store of one process. */
function memoryTokens(): TokenStore {
  let stored: AccessToken | undefined;
  return {
    read: async () => stored,
    async renew(refused, fetchToken) {
      if (!stored || stored.token === refused || refused === undefined) stored = await fetchToken();
      return stored;
    },
  };
}

export const configOf = (daraja: DarajaSimulator): DarajaConfig => ({
  baseUrl: daraja.url,
  consumerKey: daraja.consumerKey,
  consumerSecret: daraja.consumerSecret,
  passkey: daraja.passkey,
  kind: daraja.kind,
  shortcode: daraja.shortcode,
  storeNumber: daraja.storeNumber,
  initiatorName: daraja.initiatorName,
  initiatorPassword: daraja.initiatorPassword,
  certificatePem: daraja.certificatePem,
});

/** The real client, a simulator, and a listener where callbacks arrive as text. Call once per test file. */
export async function createMpesaWorld(options: DarajaSimulatorOptions = {}) {
  const received: { path: string; body: string }[] = [];
  const listener = await startServer(
    async (request, response) => {
      received.push({ path: request.url ?? "", body: await readBody(request) });
      response.writeHead(200, { "content-type": "application/json" });
      response.end('{"ResultCode":0,"ResultDesc":"Accepted"}');
    },
    { host: "127.0.0.1", port: 0 },
  );
  const daraja = await startDarajaSimulator({ mode: "auto", queryQuota: null, ...options });
  afterAll(async () => {
    await daraja.close();
    await listener.close();
  });
  const connect = (change: Partial<DarajaConfig> = {}, clientOptions: ClientOptions = {}) =>
    createDarajaClient({ ...configOf(daraja), ...change }, memoryTokens(), clientOptions);
  const about = {
    resultUrl: `${listener.url}/result/t-1`,
    timeoutUrl: `${listener.url}/timeout/t-1`,
    remarks: "Refund",
  };
  const results = (): AsyncResult[] =>
    received
      .filter((one) => one.path.startsWith("/result/"))
      .map((one) => parseAsyncResult(one.body))
      .filter((one) => one !== undefined);
  const pay = (amount = 1500, account = "23456789") =>
    daraja.payDirect({ phone: PHONE, amount, account });
  return { daraja, listener, received, connect, client: connect(), about, results, pay };
}
