import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { smsHookToken } from "@/lib/http";
import { finishQuarantined, storeCallback, sweepInbox } from "@/services/payments";
import { UNTRUSTED_PER_HOUR } from "@/services/payments/store-callback";
import { waitFor } from "@/tests/support";
import { withBrokenInbox } from "./broken-inbox";
import { createHooksWorld } from "./hooks-world";
import { expectBooksLikeStatement } from "./support";

const world = await createHooksWorld();
const { daraja, db, addPayer, press, attempt, reaches, inbox, judged } = world;
const { post, prompted, payAndDeliver, moneyOf } = world;
const provider = createContext({ kind: "provider", id: "mpesa" }, { db });

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

describe("storing", () => {
  test("that fails is never acknowledged: 503", async () => {
    const answer = await withBrokenInbox(db, () => post("/api/hooks/pay/stk/anything", "{}"));
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
