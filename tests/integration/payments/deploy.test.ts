import { afterAll, expect, test } from "vitest";
import { pullPayments, registerC2bUrls } from "@/services/payments";
import { withBrokenInbox } from "./broken-inbox";
import { createHooksWorld } from "./hooks-world";
import { expectBooksLikeStatement, PRICE_CENTS } from "./support";

const world = await createHooksWorld();
const { daraja, db, job, addPayer, reaches, channelId, post, prompted } = world;

test("T14: callbacks that meet a deploy get 503, and the list of payments brings their money, once", async () => {
  await registerC2bUrls(job, { channelId });
  const { payer: pusher, attemptId } = await prompted();
  const direct = await addPayer();

  await withBrokenInbox(db, async () => {
    daraja.enterPin(pusher.phone);
    const amount = PRICE_CENTS / 100;
    await daraja.payDirect({ phone: direct.phone, amount, account: direct.accountNumber });
    await daraja.whenIdle();
  });
  const refused = daraja.deliveries();
  // The push's own callback, its echo, and the confirmation of the direct payment.
  expect(refused.map(({ kind, status }) => [kind, status]).sort()).toEqual([
    ["c2b_confirmation", 503],
    ["c2b_confirmation", 503],
    ["stk", 503],
  ]);
  for (const { customerId } of [pusher, direct])
    expect(await world.paymentsOf(customerId)).toEqual([]);

  world.clock.offsetMs += 11_000;
  expect(await pullPayments(job, { channelId })).toMatchObject({ settled: 2 });
  await reaches(attemptId, "paid");
  for (const { customerId, userId } of [pusher, direct]) {
    expect(await world.paymentsOf(customerId)).toMatchObject([
      { status: "credited", source: "pull", amountCents: PRICE_CENTS },
    ]);
    expect((await world.user(userId)).paidUntil).not.toBeNull();
  }

  // Should M-Pesa say it again after all, nothing is posted a second time.
  for (const delivery of refused)
    expect((await post(new URL(delivery.url).pathname, delivery.body)).status).toBe(200);
  await world.judged();
  world.clock.offsetMs += 11_000;
  expect(await pullPayments(job, { channelId })).toMatchObject({ settled: 0 });
  await expectBooksLikeStatement(world);
});

afterAll(() => expect(world.jobs.failures).toEqual([]));
