import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { smsHookToken } from "@/lib/http";
import { finishQuarantined, listQuarantined, storeCallback, sweepInbox } from "@/services/payments";
import { UNTRUSTED_PER_HOUR } from "@/services/payments/store-callback";
import { waitFor } from "@/tests/support";
import { createPaymentWorld, expectBooksLikeStatement, type Payer } from "./support";

const world = await createPaymentWorld();
const { daraja, db, hooks, addPayer, press, attempt, reaches, inbox, judged } = world;
const provider = createContext({ kind: "provider", id: "mpesa" }, { db });

const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(`${hooks.url}${path}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });

/** A payer whose prompt is open, with the body of the callback that M-Pesa would send for a PIN. */
async function prompted(): Promise<{ payer: Payer; attemptId: string; path: string }> {
  const payer = await addPayer();
  const { attemptId } = await press(payer);
  const prompt = await daraja.waitForPrompt(payer.phone);
  await waitFor(
    "the push's reply",
    () => attempt(attemptId),
    (row) => row.promptedAt !== null,
  );
  const push = daraja.attempts().find((one) => one.checkoutRequestId === prompt.id);
  return { payer, attemptId, path: new URL(push?.callbackUrl ?? "").pathname };
}

/** The PIN, and the callback that follows, answered. */
function payAndDeliver(payer: Payer) {
  const { checkoutRequestId } = daraja.enterPin(payer.phone);
  return daraja.waitForDelivery((one) => one.checkoutRequestId === checkoutRequestId);
}

async function moneyOf(payer: Payer) {
  const payments = await world.paymentsOf(payer.customerId);
  return payments.map((payment) => payment.amountCents);
}

describe("a genuine callback", () => {
  test("posted fifty times at the same moment is stored once, counted fifty times, credited once", async () => {
    const payer = await addPayer();
    daraja.script({ phone: payer.phone, outcome: "success", faults: [{ name: "F6", times: 50 }] });
    const { attemptId } = await press(payer);
    await reaches(attemptId, "paid");
    await daraja.whenIdle();
    await judged();
    const mine = daraja.deliveries("stk").filter((one) => one.url.includes("/stk/"));
    expect(mine.filter((one) => one.status === 200)).toHaveLength(50);
    const rows = await inbox();
    expect(rows.filter((row) => row.kind === "stk_callback")).toHaveLength(1);
    expect(rows[0]?.deliveries).toBe(50);
    expect(await moneyOf(payer)).toEqual([250_000]);
    await expectBooksLikeStatement(world);
  });

  test("is acknowledged in M-Pesa's words", async () => {
    const { payer, path, attemptId } = await prompted();
    const answer = await post(path, "{}");
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ ResultCode: 0, ResultDesc: "Accepted" });
    daraja.cancel(payer.phone);
    await reaches(attemptId, "failed");
  });

  test("whose event the job server lost is judged by the sweep", async () => {
    const { payer, attemptId } = await prompted();
    world.jobs.pause();
    await payAndDeliver(payer);
    await world.jobs.loseEvents("payments/callback.received");
    expect((await attempt(attemptId)).state).toBe("sent");
    expect(await sweepInbox(world.job)).toBe(0);
    world.clock.offsetMs = 31_000;
    expect(await sweepInbox(world.job)).toBeGreaterThan(0);
    await reaches(attemptId, "paid");
    world.clock.offsetMs = 0;
  });

  test.each([
    ["a text amount and no phone number", { amount: "string" }],
    ["a whole amount", { amount: "integer" }],
    ["its items in reverse and a balance", { reverse: true, balance: "value" }],
  ] as const)("with %s counts", async (_, shape) => {
    const payer = await addPayer();
    daraja.script({ phone: payer.phone, outcome: "success", faults: [{ name: "F12", ...shape }] });
    await reaches((await press(payer)).attemptId, "paid");
    expect(await moneyOf(payer)).toEqual([250_000]);
  });

  test.each(["MpesaReceiptNumber", "Amount"] as const)(
    "without %s opens access, and the list of payments brings the money",
    async (missing) => {
      const payer = await addPayer();
      daraja.script({
        phone: payer.phone,
        outcome: "success",
        faults: [{ name: "F12", omit: [missing] }],
      });
      await reaches((await press(payer)).attemptId, "paid_no_receipt", "paid");
      expect((await world.user(payer.userId)).provisionalUntil).not.toBeNull();
      expect(await moneyOf(payer)).toEqual([]);
      world.clock.offsetMs += 11_000;
      const { pullPayments } = await import("@/services/payments");
      await pullPayments(world.job, { channelId: world.channelId });
      expect(await moneyOf(payer)).toEqual([250_000]);
      await expectBooksLikeStatement(world);
    },
  );
});

describe("forged callbacks", () => {
  const kinds = ["bad_token", "wrong_amount", "unknown_id", "broken_json", "oversize"] as const;

  test.each(kinds)(
    "(%s) before, between and after change no money and hide nothing",
    async (kind) => {
      const { payer, attemptId } = await prompted();
      const before = await daraja.sendForged({ kind });
      daraja.enterPin(payer.phone);
      const between = await daraja.sendForged({ kind });
      const paid = await reaches(attemptId, "paid");
      await daraja.whenIdle();
      const after = await daraja.sendForged({ kind });
      await judged();
      for (const delivery of [before, between, after]) {
        expect(delivery.status).toBeGreaterThanOrEqual(200);
        expect(delivery.status).toBeLessThan(500);
      }
      expect((await attempt(attemptId)).resolvedAt).toEqual(paid.resolvedAt);
      expect(await moneyOf(payer)).toEqual([250_000]);
      await expectBooksLikeStatement(world);
    },
  );

  test("with a receipt that has been used credit nobody", async () => {
    const first = await prompted();
    daraja.enterPin(first.payer.phone);
    await reaches(first.attemptId, "paid");
    const second = await prompted();
    await daraja.sendForged({ kind: "reused_receipt" });
    await judged();
    expect(await moneyOf(second.payer)).toEqual([]);
    daraja.enterPin(second.payer.phone);
    await reaches(second.attemptId, "paid");
    await expectBooksLikeStatement(world);
  });

  test("that are perfect but come from another address make us ask M-Pesa, who knows better", async () => {
    const { payer, attemptId } = await prompted();
    await daraja.sendForged({ kind: "fake_success", fromAddress: "127.0.0.66" });
    await judged();
    await world.jobs.idle();
    const open = await attempt(attemptId);
    expect(["sent", "pending"]).toContain(open.state);
    expect(open.nextQueryAt).not.toBeNull();
    expect(await moneyOf(payer)).toEqual([]);
    expect((await world.user(payer.userId)).provisionalUntil).toBeNull();
    daraja.cancel(payer.phone);
    await reaches(attemptId, "failed");
  });

  test("that imitate the sender in a header are not believed", async () => {
    const { payer, attemptId } = await prompted();
    await daraja.sendForged({
      kind: "fake_success",
      fromAddress: "127.0.0.66",
      headers: { "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1" },
    });
    await judged();
    expect(await moneyOf(payer)).toEqual([]);
    daraja.cancel(payer.phone);
    await reaches(attemptId, "failed");
  });

  test("that replay the genuine body from elsewhere, before and after it, take nothing from it", async () => {
    const { payer, attemptId } = await prompted();
    world.jobs.pause();
    const genuine = await payAndDeliver(payer);
    const token = new URL(genuine.url).pathname.split("/").at(-1) ?? "";
    const replay = { kind: "stk_callback" as const, token, body: genuine.body };
    await storeCallback(provider, { ...replay, sourceAddress: "10.9.9.9" });
    world.jobs.resume();
    await reaches(attemptId, "paid");
    await storeCallback(provider, { ...replay, sourceAddress: "10.9.9.8" });
    await judged();
    expect(await moneyOf(payer)).toEqual([250_000]);
    const reasons = (await inbox()).filter((row) => row.body === genuine.body);
    expect(reasons.map((row) => row.status).sort()).toEqual([
      "processed",
      "quarantined",
      "quarantined",
    ]);
    await expectBooksLikeStatement(world);
  });

  test("of one payer's secret with another payer's ids are refused", async () => {
    const [victim, thief] = [await prompted(), await prompted()];
    daraja.enterPin(victim.payer.phone);
    await reaches(victim.attemptId, "paid");
    const stolen = daraja.deliveries("stk").findLast((one) => one.url.includes(victim.path));
    await post(thief.path, stolen?.body ?? "");
    await judged();
    expect(await moneyOf(thief.payer)).toEqual([]);
    daraja.cancel(thief.payer.phone);
    await reaches(thief.attemptId, "failed");
    await expectBooksLikeStatement(world);
  });

  test("of failure from elsewhere do not end an open attempt", async () => {
    const { payer, attemptId } = await prompted();
    const row = await attempt(attemptId);
    const body = JSON.stringify({
      Body: {
        stkCallback: {
          MerchantRequestID: row.merchantRequestId,
          CheckoutRequestID: row.checkoutRequestId,
          ResultCode: 1032,
          ResultDesc: "Request cancelled by user",
        },
      },
    });
    const push = daraja.attempts().find((one) => one.checkoutRequestId === row.checkoutRequestId);
    const token = new URL(push?.callbackUrl ?? "").pathname.split("/").at(-1) ?? "";
    await storeCallback(provider, { kind: "stk_callback", token, body, sourceAddress: "10.9.9.9" });
    await judged();
    expect((await attempt(attemptId)).state).not.toBe("failed");
    daraja.enterPin(payer.phone);
    await reaches(attemptId, "paid");
  });
});

describe("any body at all", () => {
  const bodies: [string, BodyInit][] = [
    ["nothing", ""],
    ["a NUL and half characters", new Uint8Array([0, 0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80])],
    ["a NUL inside JSON", '{"Body":{"stkCallback":{"ResultDesc":"\\u0000\\ud800"}}}'],
    ["deep JSON", "[".repeat(30_000)],
    ["64 KB and one byte", "x".repeat(64 * 1024 + 1)],
    ["a megabyte", new Uint8Array(1024 * 1024)],
    ["five megabytes", new Uint8Array(5 * 1024 * 1024).fill(65)],
  ];

  test.each(bodies)(
    "(%s) is kept for staff, with and without a known secret, and gives no 5xx",
    async (_, body) => {
      const { payer, attemptId, path } = await prompted();
      for (const to of [path, "/api/hooks/pay/stk/unknown", "/api/hooks/pay/c2b/x/confirmation"]) {
        const before = (await inbox()).length;
        const answer = await post(to, body).catch((error) => ({ status: 400, error }));
        expect(answer.status).toBeLessThan(500);
        expect((await inbox()).length).toBe(before + 1);
      }
      await judged();
      const stored = (await inbox()).slice(-3);
      expect(stored.every((row) => row.status === "quarantined" && row.reason)).toBe(true);
      daraja.cancel(payer.phone);
      await reaches(attemptId, "failed");
    },
  );

  test("with a NUL in its own words can still be a genuine failure", async () => {
    const { attemptId, path, payer } = await prompted();
    const row = await attempt(attemptId);
    const ids = {
      MerchantRequestID: row.merchantRequestId,
      CheckoutRequestID: row.checkoutRequestId,
    };
    const stkCallback = { ...ids, ResultCode: 1032, ResultDesc: "a\u0000b\ud800" };
    await post(path, JSON.stringify({ Body: { stkCallback } }));
    expect((await reaches(attemptId, "failed")).resultDescription).toBe("a b");
    daraja.cancel(payer.phone);
  });

  test("is listed for staff with its reason, newest first, and can be searched", async () => {
    const page = await listQuarantined(world.isp.owner, { pageSize: 5 });
    expect(page.total).toBeGreaterThan(5);
    expect(page.rows).toHaveLength(5);
    expect(page.rows.every((row) => row.reason.length > 0)).toBe(true);
    const none = await listQuarantined(world.isp.owner, { search: "100%_no such text" });
    expect(none.total).toBe(0);
  });
});

describe("storing", () => {
  test("that fails is never acknowledged: 503", async () => {
    const answer = await withBrokenInbox(() => post("/api/hooks/pay/stk/anything", "{}"));
    expect(answer.status).toBe(503);
    expect((await post("/api/hooks/pay/stk/anything-else", "{}")).status).toBe(200);
  });

  test("judges again what comes once more and better trusted", async () => {
    const { payer, attemptId } = await prompted();
    world.jobs.pause();
    const genuine = await payAndDeliver(payer);
    // As if the address had not been on the list when it came first, and staff had called it done.
    const ofIt = eq(schema.callbackInbox.body, genuine.body);
    await db
      .update(schema.callbackInbox)
      .set({ sourceTrusted: false, status: "quarantined", reason: "its address" })
      .where(ofIt);
    const [kept] = await db.select().from(schema.callbackInbox).where(ofIt);
    await finishQuarantined(world.isp.owner, { callbackId: kept?.id ?? "", note: "not ours" });
    await world.jobs.loseEvents("payments/callback.received");
    expect((await attempt(attemptId)).state).toBe("sent");
    await post(new URL(genuine.url).pathname, genuine.body);
    await reaches(attemptId, "paid");
    expect(await db.select().from(schema.callbackInbox).where(ofIt)).toMatchObject([
      { status: "processed", doneAt: null, doneNote: null },
    ]);
    await expectBooksLikeStatement(world);
  });

  test("keeps only the beginning of unknown senders' bodies, and after the hour's share only counts them", async () => {
    await db.delete(schema.untrustedCallbackCounts);
    const before = (await inbox()).length;
    await post("/api/hooks/pay/stk/nobody", "y".repeat(50_000));
    expect((await inbox()).find((row) => row.body.startsWith("yyy"))?.body).toHaveLength(2048);
    await Promise.all(
      Array.from({ length: UNTRUSTED_PER_HOUR + 20 }, (_, n) =>
        storeCallback(provider, {
          kind: "stk_callback",
          token: "nobody",
          sourceAddress: "10.1.1.1",
          body: `junk ${n}`,
        }),
      ),
    );
    expect((await inbox()).length - before).toBe(UNTRUSTED_PER_HOUR);
    const [counts] = await db.select().from(schema.untrustedCallbackCounts);
    expect(counts).toMatchObject({ kept: UNTRUSTED_PER_HOUR, dropped: 21 });
  });

  test("takes an SMS delivery report with the right secret and judges it", async () => {
    const report = "id=ATXid_1&status=Success&phoneNumber=%2B254720000001";
    await post(`/api/hooks/sms/${smsHookToken()}`, report);
    await post("/api/hooks/sms/guess", report);
    const reports = async () => (await inbox()).filter((row) => row.kind === "sms_report");
    const rows = await waitFor("the report to be judged", reports, (found) =>
      found.some((row) => row.status === "processed"),
    );
    // The hour's share of unknown senders may be used up: then the guess is only counted.
    expect(rows.find((row) => row.tokenKnown)).toMatchObject({ status: "processed", body: report });
    expect(rows.filter((row) => !row.tokenKnown).every((row) => row.status === "quarantined")).toBe(
      true,
    );
  });
});

async function withBrokenInbox<T>(work: () => Promise<T>): Promise<T> {
  await db.execute("alter table callback_inbox rename to callback_inbox_away");
  try {
    return await work();
  } finally {
    await db.execute("alter table callback_inbox_away rename to callback_inbox");
  }
}
