import { eq } from "drizzle-orm";
import { createContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { judgeCallback, requestRefund, settle } from "@/services/payments";
import { openRequestToken, sealCredentials } from "@/services/payments/credentials";
import { insertRequest } from "@/services/payments/requests/insert-request";
import { type MoneyWorld, newReceipt, type Payer, PRICE, SHORTCODE } from "../support";
import { JOB, type Job, type Story } from "./job";
import { directly, lapsed, stored } from "./lives";

const SECOND = "600456";

/** What M-Pesa answers to what was asked of it: a typed code, at one of two Paybills, and a refund. */
export const requestStories = (world: MoneyWorld): Record<string, Story> => ({
  "a typed code that one number does not know is asked of the next": () =>
    askedOfNext(world, "R000002"),
  "a number that cannot be asked passes a typed code on": () => askedOfNext(world, 2001),
  "a typed code is money when M-Pesa says so": async () => {
    await setUpTwo(world);
    const payer = await lapsed(world);
    const { id, receipt } = await typedCode(world, payer);
    return judged(world, payer, await answered(world, id, confirmed(receipt, payer, SHORTCODE)));
  },
  "a refund is paid out": async () => {
    const { payer, id } = await refundAsked(world);
    return judged(world, payer, await answered(world, id, { code: 0, own: newReceipt() }));
  },
  "a refund is refused, and the wallet has it again": async () => {
    const { payer, id } = await refundAsked(world);
    return judged(world, payer, await answered(world, id, { code: 2040 }));
  },
  "M-Pesa has sent a payment back": async () => {
    const payer = await lapsed(world);
    const evidence = directly(world, payer, PRICE + 20_000);
    const settled = await settle(world.job, evidence);
    const paymentId = "paymentId" in settled ? settled.paymentId : "";
    const request = await withTransaction(world.owner, (tx) =>
      insertRequest(tx, {
        channelId: world.channel.id,
        kind: "reversal",
        customerId: payer.customerId,
        paymentId,
        receipt: evidence.receipt,
        amountCents: PRICE + 20_000,
        reason: "a mistake",
      }),
    );
    const sent = { code: 0, own: newReceipt() };
    return judged(world, payer, await answered(world, request?.id ?? "", sent));
  },
});

const judging = (payer: Payer, inboxId: string) => ({
  payer,
  verb: "judgeCallback",
  input: { inboxId },
  actor: JOB,
});

const judged = ({ job }: MoneyWorld, payer: Payer, inboxId: string): Job => ({
  ...judging(payer, inboxId),
  again: () => judgeCallback(job, { inboxId }),
});

/** Both Paybills can be asked; what they are asked goes nowhere here. */
async function setUpTwo({ db, channel }: MoneyWorld) {
  const { paymentChannels } = schema;
  const [second] = await db
    .insert(paymentChannels)
    .values({
      name: "Second Paybill",
      provider: "mpesa",
      environment: channel.environment,
      kind: "paybill",
      shortcode: SECOND,
    })
    .onConflictDoNothing()
    .returning();
  if (!second) return;
  const keys = { consumerKey: "key", consumerSecret: "secret", passkey: "passkey" };
  for (const { id } of [channel, second])
    await db
      .update(paymentChannels)
      .set({ credentialsEncrypted: sealCredentials(id, keys) })
      .where(eq(paymentChannels.id, id));
}

async function typedCode({ db, channel, job }: MoneyWorld, { customerId }: Payer) {
  const customer = createContext({ kind: "customer", id: customerId }, { db, now: job.now });
  const receipt = newReceipt();
  const request = await withTransaction(customer, (tx) =>
    insertRequest(tx, {
      channelId: channel.id,
      kind: "transaction_status",
      customerId,
      receipt,
      reason: "Code typed in",
    }),
  );
  return { id: request?.id ?? "", receipt };
}

async function refundAsked(world: MoneyWorld) {
  const payer = await lapsed(world);
  await settle(world.job, directly(world, payer, PRICE + 60_000));
  const id = world.job.newId();
  await requestRefund(world.owner, {
    refundId: id,
    customerId: payer.customerId,
    amountCents: 40_000,
    phone: payer.phone,
    reason: "moved house",
  });
  return { payer, id };
}

async function load({ db }: MoneyWorld, id: string) {
  const { providerRequests } = schema;
  const [request] = await db.select().from(providerRequests).where(eq(providerRequests.id, id));
  if (!request) throw new Error("no such request");
  return request;
}

interface Said {
  code: string | number;
  /** The receipt of what M-Pesa did itself. */
  own?: string;
  parameters?: Record<string, string | number>;
}

const confirmed = (receipt: string, payer: Payer, shortcode: string): Said => ({
  code: 0,
  parameters: {
    ReceiptNo: receipt,
    Amount: PRICE / 100,
    TransactionStatus: "Completed",
    FinalisedTime: 20_260_610_085_900,
    DebitPartyName: `${payer.phone.slice(1)} - JANE`,
    CreditPartyName: `${shortcode} - US`,
  },
});

/** The request has left, and M-Pesa's answer is stored. */
async function answered(world: MoneyWorld, id: string, { code, own, parameters = {} }: Said) {
  const { providerRequests } = schema;
  const request = await load(world, id);
  await world.db
    .update(providerRequests)
    .set({ state: "sent", attempts: 1, sentAt: world.clock.now })
    .where(eq(providerRequests.id, id));
  const Result = {
    ResultType: 0,
    ResultCode: code,
    ResultDesc: "said",
    OriginatorConversationID: request.kind === "refund" ? id : "29115-1",
    ConversationID: `AG_${id}`,
    TransactionID: own ?? "UFA0000000",
    ResultParameters: {
      ResultParameter: Object.entries(parameters).map(([Key, Value]) => ({ Key, Value })),
    },
  };
  const token = openRequestToken(id, request.tokenEncrypted);
  return stored(world, "provider_result", token, { Result });
}

/** A typed code to which the first shortcode's answer has this code; the second one confirms it. */
async function askedOfNext(world: MoneyWorld, code: string | number): Promise<Job> {
  await setUpTwo(world);
  const payer = await lapsed(world);
  const { id, receipt } = await typedCode(world, payer);
  const inboxId = await answered(world, id, { code });
  const again = async () => {
    await judgeCallback(world.job, { inboxId });
    const next = await load(world, id);
    if (next.state !== "created") return;
    const last = await answered(world, id, confirmed(receipt, payer, SECOND));
    await judgeCallback(world.job, { inboxId: last });
  };
  return { ...judging(payer, inboxId), again };
}
