import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { registerC2bUrls, sweepInbox } from "@/services/payments";
import { createPaymentWorld } from "@/tests/integration/payments/support";
import { createPoster } from "@/tests/simulators/http/post";
import { expectBooksInOrder } from "@/tests/support";
import { stkBody, writeBodies } from "./fuzzed-bodies";

const bodies = Number(process.env.SOAK_BODIES ?? 100_000);
const seed = Number(process.env.SOAK_SEED ?? 20261125);
const AT_ONCE = 32;
/** Of every so many, one is sent to an address that we gave out, but from nowhere that M-Pesa is. */
const KNOWN_TOKEN_EVERY = 20;
const STRANGER = "127.0.0.66";

test(`${bodies} forged and malformed bodies move no money and are never answered 5xx`, async () => {
  const world = await createPaymentWorld({ mode: "manual" });
  await registerC2bUrls(world.job, { channelId: world.channelId });
  const payer = await world.addPayer();
  const { attemptId } = await world.press(payer);
  const prompt = await world.daraja.waitForPrompt(payer.phone);
  const own = world.daraja.attempts().find((each) => each.checkoutRequestId === prompt.id);
  const known = new URL(own?.callbackUrl ?? "").pathname;
  const answers = new Map<number | null, number>();
  const poster = createPoster();

  const send = async (body: string, index: number) => {
    const isKnown = index % KNOWN_TOKEN_EVERY === 0;
    const { status } = await poster.post(
      world.hooks.url + (isKnown ? known : addressOf(index)),
      body,
      { contentType: "application/json", timeoutMs: 60_000, fromAddress: STRANGER },
    );
    answers.set(status, (answers.get(status) ?? 0) + 1);
  };
  const whole = stkBody(prompt.id, 2_500);
  const queue = writeBodies(whole, bodies, seed).entries();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const [index, body] of queue) {
        await send(body, index);
        if (index % 10_000 === 0) console.log(`  ${index} of ${bodies} bodies`);
      }
    }),
  );
  poster.close();
  world.clock.offsetMs += 60_000;
  await sweepInbox(world.job);
  await world.jobs.idle();

  console.log(`answers by status: ${JSON.stringify(Object.fromEntries(answers))}`);
  // No answer at all would be as bad as a 5xx.
  expect([...answers.keys()].filter((status) => status === null || status >= 500)).toEqual([]);
  expect(await world.db.select().from(schema.payments)).toEqual([]);
  expect(await world.db.select().from(schema.journals)).toEqual([]);
  const [attempt] = await world.db
    .select()
    .from(schema.stkAttempts)
    .where(eq(schema.stkAttempts.id, attemptId));
  // The prompt itself times out meanwhile, and M-Pesa says so: that is no forgery's doing.
  expect(["sent", "pending", "unknown", "expired", "failed"]).toContain(attempt?.state);
  await expectBooksInOrder(world.db);
});

/** Addresses that nobody was given, of every kind of callback. */
function addressOf(index: number): string {
  const token = `no-such-token-${index % 97}`;
  const kinds = [
    `stk/${token}`,
    `c2b/${token}/confirmation`,
    `c2b/${token}/validation`,
    `result/${token}`,
    `timeout/${token}`,
  ];
  return `/api/hooks/pay/${kinds[index % kinds.length]}`;
}
