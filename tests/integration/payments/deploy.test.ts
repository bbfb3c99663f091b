import { afterAll, expect, test } from "vitest";
import { pullPayments, registerC2bUrls } from "@/services/payments";
import { waitFor } from "@/tests/support";
import { createPaymentWorld, expectBooksLikeStatement, PRICE_CENTS } from "./support";

const world = await createPaymentWorld();
const { daraja, db, job, hooks, addPayer, press, reaches, attempt, channelId } = world;

/** As while the app is being replaced: it answers, and cannot keep what it is told. */
async function duringTheDeploy(work: () => Promise<void>): Promise<void> {
  await db.execute("alter table callback_inbox rename to callback_inbox_away");
  try {
    await work();
  } finally {
    await db.execute("alter table callback_inbox_away rename to callback_inbox");
  }
}

/** From M-Pesa's trusted address, word for word what it sent. */
const repeat = ({ url, body }: { url: string; body: string }) =>
  fetch(`${hooks.url}${new URL(url).pathname}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });

test("T14: callbacks that meet a deploy get 503, and the list of payments brings their money, once", async () => {
  await registerC2bUrls(job, { channelId });
  const pusher = await addPayer();
  const { attemptId } = await press(pusher);
  await daraja.waitForPrompt(pusher.phone);
  const isPrompted = (row: Awaited<ReturnType<typeof attempt>>) => row.promptedAt !== null;
  await waitFor("the push's reply", () => attempt(attemptId), isPrompted);
  const direct = await addPayer();

  await duringTheDeploy(async () => {
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
  for (const delivery of refused) expect((await repeat(delivery)).status).toBe(200);
  await world.judged();
  world.clock.offsetMs += 11_000;
  expect(await pullPayments(job, { channelId })).toMatchObject({ settled: 0 });
  await expectBooksLikeStatement(world);
});

afterAll(() => expect(world.jobs.failures).toEqual([]));
