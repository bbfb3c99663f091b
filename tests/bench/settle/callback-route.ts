import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { and, eq, inArray, ne } from "drizzle-orm";
import { sha256 } from "@/lib/crypto";
import { closeDb, type Db, getDb, schema } from "@/lib/db";
import { buildApp, startProduct } from "@/tests/support/product";
import { adoptProductSettings } from "@/tests/support/product-settings";
import { waitFor } from "@/tests/support/wait-for";
import { createLapsedUsers, type Payer } from "../lapsed-users";
import { type Figure, percentiles } from "../report";

const PER_SECOND = 200;
const SECONDS = 10;
/** Seconds at the same pace before anything is measured: a process that has just started compiles as it goes. */
const WARM_UP = 2;
const CUSTOMERS = 100;
const PRICE_CENTS = 150_000;

interface Callback {
  path: string;
  body: string;
}

/**
 * The way in that M-Pesa takes: so many callbacks a second at the product's own route, each for an attempt of its own,
 * while the job server judges them. How soon each is acknowledged, and how many are settled in a second.
 */
export async function measureCallbackRoute(): Promise<Figure[]> {
  await buildApp();
  const product = await startProduct();
  try {
    adoptProductSettings(product);
    const db = getDb();
    console.log(`• Making ${CUSTOMERS} customers…`);
    const payers = await createLapsedUsers(db, CUSTOMERS);
    const callbacks = await prepareCallbacks(db, payers, PER_SECOND * (WARM_UP + SECONDS));
    await send(product.ports.app, callbacks.slice(0, PER_SECOND * WARM_UP));
    console.log(`• ${PER_SECOND * SECONDS} callbacks, ${PER_SECOND} a second…`);
    const startedAt = Date.now();
    const acknowledged = await send(product.ports.app, callbacks.slice(PER_SECOND * WARM_UP));
    await allJudged(db);
    const seconds = (Date.now() - startedAt) / 1000;
    return [
      ...percentiles("callback_ack", acknowledged),
      {
        metric: "route_settlements_per_second",
        value: Number((acknowledged.length / seconds).toFixed(1)),
        unit: "1/s",
      },
    ];
  } finally {
    await closeDb();
    await product.stop();
  }
}

/** Each at its own moment; milliseconds until each answer. */
async function send(port: number, callbacks: Callback[]): Promise<number[]> {
  const startedAt = performance.now();
  return Promise.all(
    callbacks.map(async ({ path, body }, index) => {
      const due = startedAt + (index * 1000) / PER_SECOND;
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      const sentAt = performance.now();
      const status = await post(`http://127.0.0.1:${port}${path}`, body);
      if (status !== 200) throw new Error(`a callback was answered ${status}`);
      return performance.now() - sentAt;
    }),
  );
}

// Plain and kept alive: the sender shares the processors with what it measures.
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** The status of the answer, once all of it has come. */
const post = (url: string, body: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    sent.on("error", reject).end(body);
  });

const allJudged = (db: Db) =>
  waitFor(
    "every callback to be judged",
    () => db.$count(schema.callbackInbox, eq(schema.callbackInbox.status, "received")),
    (left) => left === 0,
    300_000,
  );

async function prepareCallbacks(db: Db, payers: Payer[], count: number): Promise<Callback[]> {
  const [channel] = await db
    .select()
    .from(schema.paymentChannels)
    .where(
      and(eq(schema.paymentChannels.isDefault, true), ne(schema.paymentChannels.kind, "cash")),
    );
  const users = await db
    .select()
    .from(schema.users)
    .where(
      inArray(
        schema.users.id,
        payers.map(({ userId }) => userId),
      ),
    );
  if (!channel) throw new Error("no M-Pesa channel");
  const now = new Date();
  const made = Array.from({ length: count }, (_, n) => {
    const user = users[n % users.length];
    if (!user) throw new Error("no users");
    const token = randomBytes(16).toString("hex");
    const checkoutRequestId = `ws_CO_${token}`;
    return {
      token,
      checkoutRequestId,
      row: {
        channelId: channel.id,
        customerId: user.customerId,
        userId: user.id,
        packageId: user.packageId,
        amountCents: PRICE_CENTS,
        // A phone of its own, so that each attempt may be open.
        phone: `+2547${String(30_000_000 + n)}`,
        accountReference: `BENCH${token.slice(0, 12).toUpperCase()}`,
        tokenHash: sha256(token),
        tokenEncrypted: "sealed",
        state: "sent" as const,
        merchantRequestId: "bench",
        checkoutRequestId,
        requestedAt: now,
        pushedAt: now,
        promptedAt: now,
        expiresAt: new Date(now.getTime() + 600_000),
      },
    };
  });
  for (let i = 0; i < made.length; i += 500)
    await db.insert(schema.stkAttempts).values(made.slice(i, i + 500).map(({ row }) => row));
  return made.map(({ token, checkoutRequestId }) => ({
    path: `/api/hooks/pay/stk/${token}`,
    body: successBody(checkoutRequestId),
  }));
}

function successBody(checkoutRequestId: string): string {
  const Item = [
    { Name: "Amount", Value: PRICE_CENTS / 100 },
    { Name: "MpesaReceiptNumber", Value: randomBytes(5).toString("hex").toUpperCase() },
  ];
  const stkCallback = {
    MerchantRequestID: "bench",
    CheckoutRequestID: checkoutRequestId,
    ResultCode: 0,
    ResultDesc: "The service request is processed successfully.",
    CallbackMetadata: { Item },
  };
  return JSON.stringify({ Body: { stkCallback } });
}
