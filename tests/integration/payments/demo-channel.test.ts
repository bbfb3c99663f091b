import { afterAll, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { parseAsyncResult, reverseTransaction } from "@/lib/mpesa";
import { DEMO_DARAJA } from "@/scripts/start/demo";
import type { StartOptions } from "@/scripts/start/options";
import type { Ports } from "@/scripts/start/ports";
import { prepareChannels } from "@/scripts/start/prepare-channels";
import { openMpesaChannel } from "@/services/payments/open-channel";
import { startDarajaSimulator } from "@/tests/simulators/daraja";
import { createTestDatabase } from "@/tests/support";

process.env.CALLBACK_BASE_URL = "http://127.0.0.1:9";
const { db } = await createTestDatabase();
const daraja = await startDarajaSimulator({ ...DEMO_DARAJA, c2bRegisterAgain: true });
afterAll(() => daraja.close());

test("the demo's channel can take money back, also after a second start", async () => {
  const options = { APP_MODE: "demo" } as StartOptions;
  const ports = { daraja: daraja.port } as Ports;
  await prepareChannels(options, ports);
  await prepareChannels(options, ports);
  const channels = await db.select().from(schema.paymentChannels);
  const mpesa = channels.filter((channel) => channel.provider === "mpesa");
  expect(mpesa).toHaveLength(1);
  const ctx = createContext({ kind: "job", id: "test" }, { db });
  const { client } = await openMpesaChannel(ctx, mpesa[0]?.id ?? "");
  const paid = await daraja.payDirect({ phone: "+254712345678", amount: 100, account: "1" });
  await reverseTransaction(client, {
    receipt: paid.receipt,
    amountCents: paid.amountCents,
    resultUrl: "http://127.0.0.1:9/result",
    timeoutUrl: "http://127.0.0.1:9/timeout",
    remarks: "Refund",
  });
  await daraja.whenIdle();
  const [result] = daraja.deliveries("result").map((one) => parseAsyncResult(one.body));
  expect(result).toMatchObject({ resultCode: "0", details: { originalReceipt: paid.receipt } });
});
