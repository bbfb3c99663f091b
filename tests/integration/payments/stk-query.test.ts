import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { pullPayments, queryAttempt, sweepAttempts, sweepPulls } from "@/services/payments";
import { waitFor } from "@/tests/support";
import { createPaymentWorld, expectBooksLikeStatement, type Payer } from "./support";

const world = await createPaymentWorld({ queryQuota: null });
const { daraja, db, clock, job, addPayer, press, attempt, reaches } = world;

beforeEach(async () => {
  await db.delete(schema.rateLimits);
  daraja.setFaults([]);
});

/** Later, as our clock sees it; it never goes back. */
const later = (seconds: number) => {
  clock.offsetMs += seconds * 1000;
};

/** A payer whose push is accepted and whose prompt is open. */
async function prompted(fault?: Parameters<typeof daraja.script>[0]["faults"]) {
  const payer = await addPayer();
  if (fault) daraja.script({ phone: payer.phone, faults: fault });
  const { attemptId } = await press(payer);
  await daraja.waitForPrompt(payer.phone);
  await waitFor(
    "the push's reply",
    () => attempt(attemptId),
    (row) => row.promptedAt !== null,
  );
  return { payer, attemptId };
}

async function pay(payer: Payer) {
  daraja.enterPin(payer.phone);
  await daraja.whenIdle();
}

const query = (attemptId: string) => queryAttempt(job, { attemptId });
const pull = () => pullPayments(job, { channelId: world.channelId });

describe("a payment whose callback never comes", () => {
  test("opens access by query, and posts the money once when the list of payments names it", async () => {
    const { payer, attemptId } = await prompted([{ name: "F3" }]);
    await pay(payer);
    expect((await query(attemptId)).outcome).toBe("not_due");
    later(26);
    expect(await query(attemptId)).toMatchObject({ outcome: "answered", settled: "provisional" });
    expect((await attempt(attemptId)).state).toBe("paid_no_receipt");
    expect((await world.user(payer.userId)).provisionalUntil).not.toBeNull();
    expect(await world.paymentsOf(payer.customerId)).toEqual([]);
    expect((await pull()).settled).toBe(1);
    expect((await attempt(attemptId)).state).toBe("paid");
    later(60);
    expect((await pull()).settled).toBe(0);
    await expectBooksLikeStatement(world);
  });

  test("is found by the sweep: it wakes the query and, while a receipt is awaited, the pull", async () => {
    const { payer, attemptId } = await prompted([{ name: "F3" }]);
    await pay(payer);
    later(26);
    expect((await sweepAttempts(job)).queries).toBeGreaterThan(0);
    await reaches(attemptId, "paid_no_receipt");
    later(60);
    expect(await sweepPulls(job)).toBe(1);
    await reaches(attemptId, "paid");
    await expectBooksLikeStatement(world);
  });

  test("counts when its callback comes after the attempt has expired", async () => {
    const { payer, attemptId } = await prompted([{ name: "F4", hold: "both" }]);
    daraja.enterPin(payer.phone);
    later(601);
    await sweepAttempts(job);
    expect((await attempt(attemptId)).state).toBe("expired");
    daraja.release();
    await reaches(attemptId, "paid");
    await expectBooksLikeStatement(world);
  });
});

describe("a query", () => {
  test.each(["4999", "being_processed", "invalid_id", "429"] as const)(
    "answered with %s leaves the attempt open and comes again later",
    async (answer) => {
      const { payer, attemptId } = await prompted([{ name: "F10", answer }]);
      later(26);
      expect((await query(attemptId)).outcome).toBe("pending");
      const open = await attempt(attemptId);
      expect(open.state).toBe("pending");
      expect(open.queryCount).toBe(1);
      expect(open.nextQueryAt?.getTime()).toBeGreaterThan(world.now().getTime() + 25_000);
      await pay(payer);
      await reaches(attemptId, "paid");
      expect((await attempt(attemptId)).nextQueryAt).toBeNull();
    },
  );

  test("is repeated ever more slowly, and given up after two days", async () => {
    const { payer, attemptId } = await prompted([{ name: "F10", answer: "4999" }]);
    const waits: number[] = [];
    later(26);
    for (let n = 0; n < 7; n++) {
      await db.delete(schema.rateLimits);
      await query(attemptId);
      const next = (await attempt(attemptId)).nextQueryAt?.getTime() ?? 0;
      waits.push(Math.round((next - world.now().getTime()) / 1000));
      later((next - world.now().getTime()) / 1000 + 1);
    }
    expect(waits).toEqual([30, 60, 120, 300, 900, 3600, 3600]);
    await db
      .update(schema.stkAttempts)
      .set({ requestedAt: new Date(world.now().getTime() - 47.5 * 3_600_000) })
      .where(eq(schema.stkAttempts.id, attemptId));
    await db.delete(schema.rateLimits);
    await query(attemptId);
    expect((await attempt(attemptId)).nextQueryAt).toBeNull();
    daraja.cancel(payer.phone);
    await world.judged();
  });

  test.each(["html500", "truncated"] as const)("answered with %s says nothing", async (kind) => {
    const { payer, attemptId } = await prompted([{ name: "F15", at: "query", kind }]);
    later(26);
    expect((await query(attemptId)).outcome).toBe("pending");
    await pay(payer);
    await reaches(attemptId, "paid");
  });

  test("that brings a failure ends the attempt", async () => {
    const { payer, attemptId } = await prompted([{ name: "F3" }]);
    daraja.cancel(payer.phone);
    later(26);
    expect(await query(attemptId)).toMatchObject({ code: "1032", settled: "attempt_failed" });
    expect(await attempt(attemptId)).toMatchObject({ state: "failed", nextQueryAt: null });
  });

  test("stays within what M-Pesa allows, over all attempts and callers", async () => {
    const open = await Promise.all(Array.from({ length: 9 }, () => prompted([{ name: "F3" }])));
    later(26);
    const before = daraja.requests("query").length;
    const outcomes = await Promise.all(open.map(({ attemptId }) => query(attemptId)));
    expect(outcomes.filter((one) => one.outcome === "throttled")).toHaveLength(4);
    expect(daraja.requests("query").length - before).toBe(5);
    for (const [n, { attemptId, payer }] of open.entries()) {
      const row = await attempt(attemptId);
      if (outcomes[n]?.outcome === "throttled") expect(row.queryCount).toBe(0);
      expect(row.nextQueryAt?.getTime()).toBeGreaterThan(world.now().getTime());
      daraja.cancel(payer.phone);
    }
  });

  test("asked for twice at the same moment leaves once", async () => {
    const { payer, attemptId } = await prompted([{ name: "F3" }]);
    later(26);
    const before = daraja.requests("query").length;
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => query(attemptId)));
    expect(outcomes.filter((one) => one.outcome === "not_due")).toHaveLength(3);
    expect(daraja.requests("query").length - before).toBe(1);
    daraja.cancel(payer.phone);
  });
});

describe("the sweep of attempts", () => {
  test("expires what was never pushed; a late event pushes nothing any more", async () => {
    const payer = await addPayer();
    world.jobs.pause();
    const { attemptId } = await press(payer);
    await world.jobs.loseEvents("payments/stk.push.requested");
    later(61);
    await sweepAttempts(job);
    expect((await attempt(attemptId)).state).toBe("expired");
    const { sendStkPush } = await import("@/services/payments");
    expect((await sendStkPush(job, { attemptId })).outcome).toBe("not_claimed");
    expect(daraja.prompts(payer.phone)).toEqual([]);
  });

  test("calls unknown what was claimed and never answered", async () => {
    const payer = await addPayer();
    world.jobs.pause();
    const { attemptId } = await press(payer);
    await world.jobs.loseEvents("payments/stk.push.requested");
    // The process died between claim and push.
    await db
      .update(schema.stkAttempts)
      .set({ state: "sent", pushedAt: world.now() })
      .where(eq(schema.stkAttempts.id, attemptId));
    later(20);
    await sweepAttempts(job);
    expect((await attempt(attemptId)).state).toBe("sent");
    later(11);
    await sweepAttempts(job);
    expect((await attempt(attemptId)).state).toBe("unknown");
  });
});
