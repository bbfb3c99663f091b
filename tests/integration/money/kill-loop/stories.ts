import { addMonths } from "date-fns";
import type { Context } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { expireDueUsers, issueDueBills, setBillingMode } from "@/services/billing";
import { judgeCallback, postReceiptlessPayments, settle } from "@/services/payments";
import { type MoneyWorld, newReceipt, type Payer, PRICE, reports } from "../support";
import { billingStories } from "./billing-stories";
import { booksStories } from "./books-stories";
import { JOB, type Job, type Story } from "./job";
import { directly, lapsed, stored, userOf } from "./lives";
import { requestStories } from "./request-stories";
import { staffStories } from "./staff-stories";

/** Every money job, as a new customer's story that is ready for it. */
export const stories = (world: MoneyWorld): Record<string, Story> => {
  const { job } = world;
  return {
    "a callback is judged and settled": async () => {
      const payer = await lapsed(world);
      const inboxId = await successCallback(world, payer);
      return {
        payer,
        verb: "judgeCallback",
        input: { inboxId },
        actor: JOB,
        again: () => judgeCallback(job, { inboxId }),
      };
    },
    "a crowd's callbacks share a transaction": async () => {
      const payer = await lapsed(world);
      const others = [await lapsed(world), await lapsed(world), await lapsed(world)];
      const inboxIds: string[] = [];
      for (const each of [payer, ...others]) inboxIds.push(await successCallback(world, each));
      return {
        payer,
        others,
        verb: "judgeCallbacks",
        input: inboxIds,
        actor: JOB,
        again: () => Promise.all(inboxIds.map((inboxId) => judgeCallback(job, { inboxId }))),
      };
    },
    "a direct payment is settled": async () => {
      const payer = await lapsed(world);
      const evidence = directly(world, payer, PRICE + 5_000);
      return settling(job, payer, evidence);
    },
    "a query's word opens access": async () => {
      const payer = await lapsed(world);
      const { query } = reports(world, await world.addAttempt(payer), newReceipt());
      return settling(job, payer, query);
    },
    "money without a receipt is posted": async () => {
      const payer = await lapsed(world);
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
    ...staffStories(world),
    ...billingStories(world),
    ...booksStories(world),
    ...requestStories(world),
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
  return stored(world, "stk_callback", token, { Body: { stkCallback } });
}
