import { describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { listQuarantined, storeCallback } from "@/services/payments";
import { createHooksWorld } from "./hooks-world";
import { expectBooksLikeStatement } from "./support";

const world = await createHooksWorld();
const { daraja, db, attempt, reaches, inbox, judged, post, prompted, payAndDeliver, moneyOf } =
  world;
const provider = createContext({ kind: "provider", id: "mpesa" }, { db });

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
