import {
  assignPayment,
  joinReceipt,
  postReceiptlessPayments,
  requestRefund,
  reversePayment,
  settle,
} from "@/services/payments";
import { recordCash, voidCash } from "@/services/tills";
import { openDesk } from "../open-desk";
import { addStranger, type MoneyWorld, newReceipt, PRICE, reports } from "../support";
import { type Job, onlyConflict, type Story } from "./job";
import { directly, lapsed, lapsedTwo } from "./lives";

const reason = "The customer showed the SMS";

/** What staff do with money: each press is pressed again, as a person does who saw no answer. */
export const staffStories = (world: MoneyWorld): Record<string, Story> => {
  const { job, owner } = world;
  const { actor } = owner;
  return {
    "an unmatched payment is assigned": async () => {
      const payer = await lapsed(world);
      const { paymentId } = await addStranger(world, { accountReference: "no such account" });
      const input = { paymentId, parts: [{ customerId: payer.customerId, amountCents: PRICE }] };
      const again = () => assignPayment(owner, input).catch(onlyConflict);
      return { payer, verb: "assignPayment", input, actor, again };
    },
    "one payment is split over three customers": async () => {
      const [payer, other] = await lapsedTwo(world);
      const others = [other, await world.addPayer({ fees: [70_000] })];
      const { paymentId } = await addStranger(world, { amountCents: 3 * PRICE });
      const amounts = [PRICE, PRICE + 30_000, PRICE - 30_000];
      const parts = [payer, ...others].map(({ customerId }, i) => ({
        customerId,
        amountCents: amounts[i] ?? 0,
      }));
      const input = { paymentId, parts };
      const again = () => assignPayment(owner, input).catch(onlyConflict);
      return { payer, others, verb: "assignPayment", input, actor, again };
    },
    "an unmatched receipt and a prompt posted without one are the same money": async () => {
      const payer = await lapsed(world);
      const attemptId = await paidWithoutReceipt(world, payer);
      const { paymentId } = await addStranger(world);
      return joining(world, { payer, attemptId, paymentId });
    },
    "a receipt that somebody else had is the money of a prompt": async () => {
      const [payer, other] = await lapsedTwo(world);
      const attemptId = await paidWithoutReceipt(world, payer, { posted: false });
      const settled = await settle(job, directly(world, other, PRICE));
      const paymentId = "paymentId" in settled ? settled.paymentId : "";
      return { ...joining(world, { payer, attemptId, paymentId }), others: [other] };
    },
    "a payment is reversed in the books": async () => {
      const payer = await lapsed(world);
      const settled = await settle(job, directly(world, payer, PRICE + 20_000));
      const paymentId = "paymentId" in settled ? settled.paymentId : "";
      const input = { paymentId, reason, how: "books" as const };
      const again = () => reversePayment(owner, input).catch(onlyConflict);
      return { payer, verb: "reversePayment", input, actor, again };
    },
    "a refund is asked for": async () => {
      const payer = await lapsed(world);
      await settle(job, directly(world, payer, PRICE + 60_000));
      const input = {
        refundId: job.newId(),
        customerId: payer.customerId,
        amountCents: 40_000,
        phone: payer.phone,
        reason,
      };
      const again = () => requestRefund(owner, input);
      return { payer, verb: "requestRefund", input, actor, again };
    },
    "cash is taken": async () => {
      const payer = await lapsed(world);
      const desk = await openDesk(world);
      const { customerId } = payer;
      const input = {
        formId: job.newId(),
        tillSessionId: desk.tillSessionId,
        customerId,
        amountCents: PRICE,
      };
      const again = () => recordCash(desk.cashier, input);
      return { payer, verb: "recordCash", input, actor: desk.cashier.actor, again };
    },
    "cash is voided": async () => {
      const payer = await lapsed(world);
      const { cashier, tillSessionId } = await openDesk(world);
      const paymentId = job.newId();
      const { customerId } = payer;
      await recordCash(cashier, {
        formId: paymentId,
        tillSessionId,
        customerId,
        amountCents: PRICE,
      });
      const input = { paymentId, reason };
      const again = () => voidCash(owner, input).catch(onlyConflict);
      return { payer, verb: "voidCash", input, actor, again };
    },
  };
};

/** A push that a query called paid, half an hour later: posted without a receipt, unless it is to wait. */
async function paidWithoutReceipt(
  world: MoneyWorld,
  payer: Job["payer"],
  { posted = true } = {},
): Promise<string> {
  const attempt = await world.addAttempt(payer);
  await settle(world.job, reports(world, attempt, newReceipt()).query);
  if (posted) {
    world.clock.now = new Date(world.clock.now.getTime() + 31 * 60_000);
    await postReceiptlessPayments(world.job);
  }
  return attempt.id;
}

function joining(
  { owner }: MoneyWorld,
  { payer, ...about }: { payer: Job["payer"]; attemptId: string; paymentId: string },
): Job {
  const input = { ...about, reason };
  const again = () => joinReceipt(owner, input).catch(onlyConflict);
  return { payer, verb: "joinReceipt", input, actor: owner.actor, again };
}
