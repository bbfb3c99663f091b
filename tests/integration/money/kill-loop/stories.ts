import { addMonths } from "date-fns";
import { eq } from "drizzle-orm";
import type { Actor, Context } from "@/lib/context";
import { createContext } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { expireDueUsers, issueDueBills, setBillingMode } from "@/services/billing";
import {
  assignPayment,
  judgeCallback,
  postReceiptlessPayments,
  settle,
  storeCallback,
} from "@/services/payments";
import { type MoneyWorld, newReceipt, type Payer, PRICE, reports } from "../support";

/** One job that moves money: what a process is told to do, and what is done again after its death. */
export interface Job {
  payer: Payer;
  verb: string;
  input: unknown;
  actor: Actor;
  /** What the product does by itself once it runs again: the job server's retry, or a sweep. */
  again: () => Promise<unknown>;
}

const SAFARICOM = "196.201.214.200";
const JOB: Actor = { kind: "job", id: "kill-loop" };

/** Every money job, as a new customer's story that is ready for it. */
export const stories = (world: MoneyWorld): Record<string, () => Promise<Job>> => {
  const { job } = world;
  const lapsed = async () => {
    const payer = await world.addPayer();
    await settle(job, directly(world, payer, PRICE));
    await endTime(world, payer);
    return payer;
  };
  return {
    "a callback is judged and settled": async () => {
      const payer = await lapsed();
      const inboxId = await successCallback(world, payer);
      return {
        payer,
        verb: "judgeCallback",
        input: { inboxId },
        actor: JOB,
        again: () => judgeCallback(job, { inboxId }),
      };
    },
    "a direct payment is settled": async () => {
      const payer = await lapsed();
      const evidence = directly(world, payer, PRICE + 5_000);
      return settling(job, payer, evidence);
    },
    "a query's word opens access": async () => {
      const payer = await lapsed();
      const { query } = reports(world, await world.addAttempt(payer), newReceipt());
      return settling(job, payer, query);
    },
    "money without a receipt is posted": async () => {
      const payer = await lapsed();
      const { query } = reports(world, await world.addAttempt(payer), newReceipt());
      await settle(job, query);
      world.clock.now = new Date(world.clock.now.getTime() + 31 * 60_000);
      return sweeping(job, payer, "postReceiptlessPayments", postReceiptlessPayments);
    },
    "a wallet renews at expiry": async () => {
      const payer = await world.addPayer();
      await settle(job, directly(world, payer, PRICE));
      await settle(job, directly(world, payer, PRICE));
      const [user] = await userOf(world, payer);
      world.clock.now = user?.paidUntil ?? world.clock.now;
      return sweeping(job, payer, "expireDueUsers", expireDueUsers);
    },
    "time runs out and access is cut": async () => {
      const payer = await world.addPayer();
      await settle(job, directly(world, payer, PRICE));
      const [user] = await userOf(world, payer);
      world.clock.now = user?.paidUntil ?? world.clock.now;
      return sweeping(job, payer, "expireDueUsers", expireDueUsers);
    },
    "a postpaid month is billed and paid from the wallet": async () => {
      const payer = await world.addPayer();
      await setBillingMode(world.owner, { userId: payer.userId, mode: "postpaid", billDay: 1 });
      await settle(job, directly(world, payer, PRICE));
      const [user] = await userOf(world, payer);
      world.clock.now = user?.nextBillAt ?? addMonths(world.clock.now, 1);
      return sweeping(job, payer, "issueDueBills", issueDueBills);
    },
    "an unmatched payment is assigned": async () => {
      const payer = await lapsed();
      const stranger = { ...directly(world, payer, PRICE), accountReference: "no such account" };
      const { outcome, ...settled } = await settle(job, stranger);
      if (outcome !== "suspense" || !("paymentId" in settled)) throw new Error(outcome);
      const input = {
        paymentId: settled.paymentId,
        parts: [{ customerId: payer.customerId, amountCents: PRICE }],
      };
      return {
        payer,
        verb: "assignPayment",
        input,
        actor: world.owner.actor,
        again: () => assignPayment(world.owner, input).catch(onlyConflict),
      };
    },
  };
};

const settling = (job: Context, payer: Payer, evidence: Parameters<typeof settle>[1]): Job => ({
  payer,
  verb: "settle",
  input: evidence,
  actor: JOB,
  again: () => settle(job, evidence),
});

const sweeping = (
  job: Context,
  payer: Payer,
  verb: string,
  sweep: (ctx: Context) => Promise<unknown>,
): Job => ({ payer, verb, input: null, actor: JOB, again: () => sweep(job) });

const directly = (world: MoneyWorld, payer: Payer, amountCents: number) => ({
  ...world.base(),
  kind: "c2b_confirmation" as const,
  receipt: newReceipt(),
  amountCents,
  accountReference: payer.accountNumber,
});

const userOf = (world: MoneyWorld, payer: Payer) =>
  world.db.select().from(schema.users).where(eq(schema.users.id, payer.userId));

/** Yesterday was the last day of what was bought, and the cut was carried out. */
async function endTime(world: MoneyWorld, payer: Payer) {
  const [user] = await userOf(world, payer);
  const back = world.clock.now;
  world.clock.now = user?.paidUntil ?? back;
  await expireDueUsers(world.job);
  if (world.clock.now < back) world.clock.now = back;
}

async function successCallback(world: MoneyWorld, payer: Payer): Promise<string> {
  const token = world.job.newId();
  const checkoutRequestId = `ws_CO_${token}`;
  await world.addAttempt(payer, {
    tokenHash: sha256(token),
    checkoutRequestId,
    merchantRequestId: "m-1",
    pushedAt: world.clock.now,
  });
  const Item = [
    { Name: "Amount", Value: PRICE / 100 },
    { Name: "MpesaReceiptNumber", Value: newReceipt() },
  ];
  const stkCallback = {
    MerchantRequestID: "m-1",
    CheckoutRequestID: checkoutRequestId,
    ResultCode: 0,
    ResultDesc: "ok",
    CallbackMetadata: { Item },
  };
  const provider = createContext(
    { kind: "provider", id: "mpesa" },
    { db: world.db, now: () => world.clock.now },
  );
  const { inboxId } = await storeCallback(provider, {
    kind: "stk_callback",
    token,
    sourceAddress: SAFARICOM,
    body: JSON.stringify({ Body: { stkCallback } }),
  });
  if (!inboxId) throw new Error("the callback was not stored");
  return inboxId;
}

/** Pressed again after the first press had gone through: staff are told so. */
function onlyConflict(error: unknown) {
  if ((error as { code?: string }).code !== "conflict") throw error;
}
