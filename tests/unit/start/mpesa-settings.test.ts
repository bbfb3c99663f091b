import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import {
  createDarajaClient,
  parseAsyncResult,
  type TokenStore,
  transactionStatus,
} from "@/lib/mpesa";
import { DEMO_CERTIFICATE_FILE, DEMO_DARAJA } from "@/scripts/start/demo";
import type { StartOptions } from "@/scripts/start/options";
import type { Ports } from "@/scripts/start/ports";
import { prepareChannels } from "@/scripts/start/prepare-channels";
import { startDarajaSimulator } from "@/tests/simulators/daraja";

const live = (values: Partial<StartOptions>): StartOptions => ({
  APP_MODE: "live",
  ISP_DATA_DIR: ".data",
  MPESA_ENVIRONMENT: "production",
  MPESA_KIND: "paybill",
  MPESA_SHORTCODE: "600984",
  MPESA_CONSUMER_KEY: "key",
  MPESA_CONSUMER_SECRET: "secret",
  MPESA_PASSKEY: "passkey",
  dataDir: "/nowhere",
  dev: false,
  ...values,
});
const ports = {} as Ports;
const initiator = { MPESA_INITIATOR_NAME: "api", MPESA_INITIATOR_PASSWORD: "Secret#2026" };

test.each([
  [initiator, "are needed together"],
  [{ MPESA_CERTIFICATE_FILE: "package.json" }, "are needed together"],
  [{ ...initiator, MPESA_CERTIFICATE_FILE: "package.json" }, "is not M-Pesa's certificate"],
  [{ ...initiator, MPESA_CERTIFICATE_FILE: "no-such-file.cer" }, "is not M-Pesa's certificate"],
])("a live start with %j says what is missing, and no secret", async (values, words) => {
  const refused = await prepareChannels(live(values), ports).catch((error: Error) => error.message);
  expect(refused).toContain(words);
  expect(refused).not.toContain("Secret");
});

test("the demo's initiator and certificate are those that its simulator accepts", async () => {
  const daraja = await startDarajaSimulator({ ...DEMO_DARAJA });
  const certificatePem = await readFile(DEMO_CERTIFICATE_FILE, "utf8");
  const config = { ...DEMO_DARAJA, kind: "paybill" as const, baseUrl: daraja.url, certificatePem };
  const tokens: TokenStore = {
    read: async () => undefined,
    renew: (_, fetchToken) => fetchToken(),
  };
  const client = createDarajaClient(config, tokens);
  const nobody = "http://127.0.0.1:9/result";
  await transactionStatus(client, {
    receipt: "UF1AB2CD3E",
    resultUrl: nobody,
    timeoutUrl: nobody,
    remarks: "Check",
  });
  await daraja.whenIdle();
  const [result] = daraja.deliveries("result").map((one) => parseAsyncResult(one.body));
  // An unknown receipt, and not 2001: the initiator is known.
  expect(result?.resultCode).toBe("R000002");
  await daraja.close();
});
