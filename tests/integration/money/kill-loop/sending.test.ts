import { eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { schema } from "@/lib/db";
import {
  ensureMpesaChannel,
  pullPayments,
  requestRefund,
  resolveRequest,
  sweepAttempts,
  sweepProviderRequests,
} from "@/services/payments";
import { sealCredentials } from "@/services/payments/credentials";
import {
  claimTools,
  payHeard,
  payUnheard,
  requestReaders,
} from "@/tests/integration/payments/requests-support";
import {
  createPaymentWorld,
  expectBooksLikeStatement,
  type Payer,
  PRICE_CENTS,
  settingsFor,
} from "@/tests/integration/payments/support";
import { startDarajaSimulator } from "@/tests/simulators/daraja";
import { waitFor } from "@/tests/support";
import { wireDeaths } from "./wire-deaths";
import { startWorkers } from "./workers";

/*
 * A worker process dies at every statement of what it does with M-Pesa itself, over the real wire: nothing leaves
 * twice, and after what the product and people do then, the end is that of a life without any death.
 */
const world = await createPaymentWorld({ openingBalance: 1_000_000 });
const { daraja, db, job, jobs, isp, clock, addPayer, press, paymentsOf, channelId } = world;
const { answered, requestOf, walletOf } = requestReaders(world);
const { asked, withoutPull } = claimTools(world);
const workers = await startWorkers();
const second = await startDarajaSimulator({
  callbackFromAddress: "127.0.0.1",
  shortcode: "600777",
});
afterAll(async () => {
  await workers.stop();
  await second.close();
});
const killedEverywhere = wireDeaths(world, workers);

const paidOutTo = ({ phone }: Payer) =>
  daraja
    .statement()
    .filter(({ direction, msisdn }) => direction === "out" && `+${msisdn}` === phone);

test("what the list brings is credited once", async () => {
  await killedEverywhere(async () => {
    const payers = [await addPayer(), await addPayer()];
    for (const payer of payers) await payUnheard(world, payer);
    clock.offsetMs += 11_000;
    const after = async () => {
      clock.offsetMs += 11_000;
      await pullPayments(job, { channelId });
      const all = await Promise.all(payers.map(({ customerId }) => paymentsOf(customerId)));
      return all.map((rows) => rows.map(({ status, amountCents }) => [status, amountCents]));
    };
    return { verb: "pullPayments", input: { channelId }, after };
  });
  await expectBooksLikeStatement(world);
}, 300_000);

test("a refund is paid out once", async () => {
  const refund = async (payer: Payer) => {
    const { requestId } = await requestRefund(isp.owner, {
      refundId: job.newId(),
      customerId: payer.customerId,
      amountCents: 400_00,
      phone: payer.phone,
      reason: "moved house",
    });
    return requestId;
  };
  await killedEverywhere(async () => {
    const payer = await addPayer();
    await payHeard(world, payer, { amountCents: PRICE_CENTS + 500_00 });
    jobs.pause();
    const requestId = await refund(payer);
    await jobs.loseEvents("payments/provider.request.due");
    const after = async () => {
      clock.offsetMs += 31_000;
      await sweepProviderRequests(job);
      const asked = await answeredOrAsked(requestId);
      if (asked === "unknown") {
        // M-Pesa knows nothing of it. Staff look in its portal, and send it anew if it never left.
        clock.offsetMs += 10 * 60_000;
        expect(paidOutTo(payer)).toEqual([]);
        const outcome = "did_not_happen";
        await resolveRequest(isp.owner, { requestId, outcome, note: "not in the portal" });
        await answered(await refund(payer), "succeeded");
      }
      return { wallet: await walletOf(payer.customerId), paid: paidOutTo(payer).length };
    };
    return { verb: "sendProviderRequest", input: { requestId }, after };
  });
  await expectBooksLikeStatement(world);
}, 300_000);

/** It is over, or M-Pesa has been asked about it and does not know it. */
const answeredOrAsked = (id: string) =>
  waitFor("the refund, or M-Pesa's word on it", async () => {
    const request = await requestOf(id);
    if (request.resolvedAt) return request.state;
    const { providerRequests } = schema;
    const [question] = await db
      .select()
      .from(providerRequests)
      .where(eq(providerRequests.aboutRequestId, id));
    return request.state === "unknown" && question?.resolvedAt ? "unknown" : undefined;
  });

test("a prompt is sent once, and who got none presses again", async () => {
  await killedEverywhere(async () => {
    const payer = await addPayer();
    jobs.pause();
    const { attemptId } = await press(payer);
    await jobs.loseEvents("payments/stk.push.requested");
    const after = async () => {
      clock.offsetMs += 121_000;
      await sweepAttempts(job);
      if (daraja.prompts(payer.phone).length === 0) {
        await press(payer);
        await daraja.waitForPrompt(payer.phone);
      }
      const prompts = daraja.prompts(payer.phone).length;
      daraja.enterPin(payer.phone);
      const paid = await waitFor("the money", async () => {
        const rows = await paymentsOf(payer.customerId);
        return rows.length > 0 ? rows : undefined;
      });
      return { prompts, paid: paid?.map(({ status, amountCents }) => [status, amountCents]) };
    };
    return { verb: "sendStkPush", input: { attemptId }, after };
  });
  await expectBooksLikeStatement(world);
}, 300_000);

test("a typed code that cannot be sent for one number is asked of the next", async () => {
  const { channelId: secondId } = await ensureMpesaChannel(job, {
    ...settingsFor(second),
    name: "Second Paybill",
    isDefault: false,
  });
  const { consumerKey, consumerSecret, passkey } = settingsFor(daraja);
  const keys = { consumerKey, consumerSecret, passkey };
  await db
    .update(schema.paymentChannels)
    .set({ credentialsEncrypted: sealCredentials(channelId, keys) })
    .where(eq(schema.paymentChannels.id, channelId));
  await killedEverywhere(async () => {
    const payer = await addPayer();
    await withoutPull();
    const { receipt } = await second.payDirect({
      phone: payer.phone,
      amount: PRICE_CENTS / 100,
      account: payer.accountNumber,
    });
    jobs.pause();
    const requestId = await asked(payer, receipt);
    await jobs.loseEvents("payments/provider.request.due");
    const after = async () => {
      clock.offsetMs += 61_000;
      await withoutPull();
      await sweepProviderRequests(job);
      const { passedOn } = await answered(requestId, "succeeded");
      const [payment, ...others] = await paymentsOf(payer.customerId);
      return {
        passedOn: passedOn.map(({ because }) => because),
        there: payment?.channelId === secondId,
        status: payment?.status,
        others,
      };
    };
    return { verb: "sendProviderRequest", input: { requestId }, after };
  });
  await ensureMpesaChannel(job, settingsFor(daraja));
}, 300_000);
