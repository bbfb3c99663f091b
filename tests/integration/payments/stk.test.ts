import { describe, expect, test } from "vitest";
import { sendStkPush } from "@/services/payments";
import { errorOf } from "@/tests/support";
import { createPaymentWorld, expectBooksLikeStatement, PRICE_CENTS } from "./support";

const world = await createPaymentWorld();
const { daraja, addPayer, press, attempt, reaches } = world;

describe("pressing Pay", () => {
  test("sends one prompt; the PIN credits the money and pays the package", async () => {
    const payer = await addPayer();
    const { attemptId } = await press(payer);
    const prompt = await daraja.waitForPrompt(payer.phone);
    expect(prompt.amount * 100).toBe(PRICE_CENTS);
    expect(prompt.accountReference).toMatch(new RegExp(`^${payer.accountNumber}[A-Z][0-9A-Z]{3}$`));
    daraja.enterPin(payer.phone);
    const paid = await reaches(attemptId, "paid");
    expect(paid.requestedAt <= (paid.pushedAt ?? 0)).toBe(true);
    expect(paid.callbackAt && paid.promptedAt && paid.promptedAt <= paid.callbackAt).toBe(true);
    expect((await world.user(payer.userId)).paidUntil?.getTime()).toBeGreaterThan(Date.now());
    const [payment] = await world.paymentsOf(payer.customerId);
    expect(payment?.receipt).toBe(daraja.statement().at(-1)?.receipt);
    await expectBooksLikeStatement(world);
  });

  test("twice, or ten times at once, is one attempt and one prompt", async () => {
    const payer = await addPayer();
    const presses = await Promise.all(Array.from({ length: 10 }, () => press(payer)));
    const ids = new Set(presses.map((result) => result.attemptId));
    expect(ids.size).toBe(1);
    expect(presses.filter((result) => !result.reused)).toHaveLength(1);
    await daraja.waitForPrompt(payer.phone);
    await world.jobs.idle();
    expect(daraja.prompts(payer.phone)).toHaveLength(1);
    daraja.cancel(payer.phone);
    await reaches([...ids][0] ?? "", "failed");
  });

  test("again after two minutes expires the old attempt and starts a new one", async () => {
    const payer = await addPayer();
    const first = await press(payer);
    await daraja.waitForPrompt(payer.phone);
    daraja.timeout(payer.phone);
    await reaches(first.attemptId, "failed");
    const second = await press(payer);
    expect(second.attemptId).not.toBe(first.attemptId);
    await daraja.waitForPrompt(payer.phone);
    world.clock.offsetMs = 121_000;
    const third = await press(payer);
    world.clock.offsetMs = 0;
    expect(third.attemptId).not.toBe(second.attemptId);
    expect((await attempt(second.attemptId)).state).toBe("expired");
    daraja.cancel(payer.phone);
  });

  test("says which phone number is wrong, and whose user it is not", async () => {
    const [payer, other] = [await addPayer(), await addPayer()];
    expect(await errorOf(press({ ...payer, phone: "12345" }))).toMatchObject({
      code: "invalid",
      fieldErrors: { phone: expect.stringContaining("0712") },
    });
    expect((await errorOf(press({ ...payer, userId: other.userId }))).code).toBe("not_found");
  });

  test("cannot flood phones with prompts", async () => {
    const payer = await addPayer();
    world.jobs.pause();
    for (let n = 0; n < 20; n++) await press({ ...payer, phone: `+25471100${String(1000 + n)}` });
    const refused = await errorOf(press({ ...payer, phone: "+254711009999" }));
    await world.jobs.loseEvents("payments/stk.push.requested");
    expect(refused.code).toBe("rate_limited");
  });
});

describe("a push", () => {
  test("that is sent twice by its job leaves once", async () => {
    const payer = await addPayer();
    world.jobs.pause();
    const { attemptId } = await press(payer);
    await world.jobs.loseEvents("payments/stk.push.requested");
    const before = daraja.requests("push").length;
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => sendStkPush(world.job, { attemptId })),
    );
    expect(outcomes.filter((one) => one.outcome === "sent")).toHaveLength(1);
    expect(outcomes.filter((one) => one.outcome === "not_claimed")).toHaveLength(7);
    expect(daraja.requests("push").length).toBe(before + 1);
    daraja.cancel(payer.phone);
    await reaches(attemptId, "failed");
  });

  test("whose reply is lost becomes unknown, is never repeated, and its PIN still counts", async () => {
    const payer = await addPayer();
    daraja.script({ phone: payer.phone, faults: [{ name: "F2" }] });
    const { attemptId } = await press(payer);
    await daraja.waitForPrompt(payer.phone);
    const unknown = await reaches(attemptId, "unknown");
    expect(unknown.checkoutRequestId).toBeNull();
    expect((await sendStkPush(world.job, { attemptId })).outcome).toBe("not_claimed");
    const mine = daraja.attempts().filter((one) => `+${one.phone}` === payer.phone);
    expect(mine).toHaveLength(1);
    daraja.enterPin(payer.phone);
    const paid = await reaches(attemptId, "paid");
    expect(paid.checkoutRequestId).toBe(mine[0]?.checkoutRequestId);
  });

  test("whose reply is no JSON is unknown too", async () => {
    const payer = await addPayer();
    daraja.script({ phone: payer.phone, faults: [{ name: "F15", at: "push", kind: "truncated" }] });
    const { attemptId } = await press(payer);
    await reaches(attemptId, "unknown");
    daraja.enterPin((await daraja.waitForPrompt(payer.phone)).id);
    await reaches(attemptId, "paid");
  });

  test("that M-Pesa refuses because a prompt is open fails with words, and no money is asked for", async () => {
    const [payer, other] = [await addPayer(), await addPayer()];
    const first = await press(payer);
    await daraja.waitForPrompt(payer.phone);
    const second = await press({ ...other, phone: payer.phone });
    const failed = await reaches(second.attemptId, "failed");
    expect(failed.resultDescription).toMatch(/another m-pesa request is open/i);
    expect(failed.nextQueryAt).toBeNull();
    daraja.cancel(payer.phone);
    await reaches(first.attemptId, "failed");
  });

  test("survives that its access token is not valid any more", async () => {
    const payer = await addPayer();
    daraja.expireTokens();
    const tokens = daraja.requests("token").length;
    const { attemptId } = await press(payer);
    await daraja.waitForPrompt(payer.phone);
    expect(daraja.requests("token").length).toBe(tokens + 1);
    daraja.enterPin(payer.phone);
    await reaches(attemptId, "paid");
  });

  test("of many at once shares one token renewal", async () => {
    const payers = await Promise.all(Array.from({ length: 6 }, () => addPayer()));
    daraja.expireTokens();
    const tokens = daraja.requests("token").length;
    const presses = await Promise.all(payers.map(press));
    for (const payer of payers) await daraja.waitForPrompt(payer.phone);
    expect(daraja.requests("token").length).toBe(tokens + 1);
    for (const payer of payers) daraja.enterPin(payer.phone);
    for (const { attemptId } of presses) await reaches(attemptId, "paid");
    await expectBooksLikeStatement(world);
  });
});

describe("a prompt", () => {
  test("that is answered before the push's own reply is matched all the same", async () => {
    const payer = await addPayer();
    daraja.script({ phone: payer.phone, outcome: "success", faults: [{ name: "F1" }] });
    const { attemptId } = await press(payer);
    const paid = await reaches(attemptId, "paid");
    await world.jobs.idle();
    expect((await attempt(attemptId)).state).toBe("paid");
    expect(paid.checkoutRequestId).toMatch(/^ws_CO_/);
  });

  test.each([
    ["cancel", "1032"],
    ["timeout", "1037"],
    ["wrong_pin", "2001"],
    ["insufficient", "1"],
  ] as const)("that ends with %s fails the attempt with code %s", async (outcome, code) => {
    const payer = await addPayer();
    daraja.script({ phone: payer.phone, outcome });
    const { attemptId } = await press(payer);
    expect((await reaches(attemptId, "failed")).resultCode).toBe(code);
    expect(await world.paymentsOf(payer.customerId)).toEqual([]);
  });

  test("that failed and then succeeded late is paid: no failure is final", async () => {
    const payer = await addPayer();
    daraja.script({ phone: payer.phone, faults: [{ name: "F9" }] });
    const { attemptId } = await press(payer);
    await daraja.waitForPrompt(payer.phone);
    daraja.enterPin(payer.phone);
    await reaches(attemptId, "failed");
    daraja.release();
    await reaches(attemptId, "paid");
    await expectBooksLikeStatement(world);
  });

  test("that ends with a code nobody knows is not failed but asked about", async () => {
    const payer = await addPayer();
    daraja.script({ phone: payer.phone, outcome: { code: 31337, description: "?" } });
    const { attemptId } = await press(payer);
    const pending = await reaches(attemptId, "pending");
    expect(pending.resultCode).toBe("31337");
    expect(pending.nextQueryAt).not.toBeNull();
  });
});
