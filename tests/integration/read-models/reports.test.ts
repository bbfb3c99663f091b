import { eq } from "drizzle-orm";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import {
  getDashboard,
  getPayment,
  listAudit,
  listMessages,
  listPayments,
  listSyncIssues,
} from "@/services/reports";
import { getUserLive } from "@/services/users";
import { createTestDatabase } from "@/tests/support";
import {
  addChannel,
  addCustomer,
  addPackage,
  addPayment,
  addRouter,
  addUser,
  at,
  contextAs,
  NOW,
} from "./fixture";

const { db } = await createTestDatabase();
const ctx = contextAs(db);
const channel = await addChannel(db);
const router = await addRouter(db, { name: "Kilimani" });
const downRouter = await addRouter(db, { name: "Athi River" });
await db.insert(schema.routerStates).values([
  { routerId: router.id, reachability: "up" },
  { routerId: downRouter.id, reachability: "down", brakeReason: "would cut off 40 users" },
]);
const sold = await addPackage(db);
const mary = await addCustomer(db, { name: "Mary Wanjiru" });
const parts = { customerId: mary.id, routerId: router.id, packageId: sold.id };
const user = await addUser(db, parts, { paidUntil: at(24) }, { online: true });
const broken = await addUser(
  db,
  { ...parts, routerId: downRouter.id },
  { paidUntil: at(24) },
  { status: "failed", lastError: "The router does not answer." },
);

async function restore(userId: string, paymentId: string, verifiedAfterMs: number) {
  await db.insert(schema.restorations).values({
    userId,
    routerId: router.id,
    paymentId,
    generation: 1,
    callbackAt: at(-1),
    committedAt: at(-1),
    verifiedAt: new Date(at(-1).getTime() + verifiedAfterMs),
  });
}

const today = await addPayment(db, { channelId: channel.id, customerId: mary.id });
await restore(user.id, today.id, 1_000);
await restore(broken.id, today.id, 3_000);
// 21:30 UTC on 9 June is 00:30 on 10 June in Nairobi: today there.
await addPayment(db, {
  channelId: channel.id,
  customerId: mary.id,
  amountCents: 100_000,
  paidAt: new Date("2026-06-09T21:30:00Z"),
});
await addPayment(db, {
  channelId: channel.id,
  customerId: mary.id,
  amountCents: 70_000,
  paidAt: new Date("2026-06-09T20:30:00Z"),
});
const stray = await addPayment(db, {
  channelId: channel.id,
  status: "suspense",
  payerName: "KAMAU",
  amountCents: 5_000,
});

test("the dashboard counts people, routers and sync from cached state", async () => {
  const dashboard = await getDashboard(ctx);
  expect(dashboard).toMatchObject({
    customers: 1,
    users: { total: 2, active: 2, online: 1 },
    sync: { in_sync: 1, failed: 1, pending: 0 },
    routers: { up: 1, down: 1, unknown: 0, braked: 1 },
    needsLook: 1,
  });
});

test("a day of revenue begins at midnight in Nairobi and leaves suspense out", async () => {
  const { today: sums, chart } = await getDashboard(ctx);
  expect(sums).toEqual({ revenueCents: 350_000, payments: 2 });
  expect(chart).toHaveLength(14);
  expect(chart.at(-1)?.day).toBe("2026-06-10");
  expect(chart.at(-2)).toEqual({ day: "2026-06-09", revenueCents: 70_000, payments: 1 });
  expect(chart[0]).toEqual({ day: "2026-05-28", revenueCents: 0, payments: 0 });
});

test("an hour after midnight in Nairobi is a new day, though it is yesterday in UTC", async () => {
  const late = { ...ctx, now: () => new Date("2026-06-09T22:00:00Z") };
  const { chart } = await getDashboard(late);
  expect(chart.at(-1)?.day).toBe("2026-06-10");
});

test("callback to verified is told as median and 95th percentile", async () => {
  const { latency } = await getDashboard(ctx);
  expect(latency).toEqual({ p50Ms: 2_000, p95Ms: 2_900, count: 2 });
});

test("a payment that reopened two users is one row of the list", async () => {
  const { rows, total } = await listPayments(ctx, {});
  expect(total).toBe(4);
  expect(rows).toHaveLength(4);
  expect(rows.find((row) => row.id === today.id)).toMatchObject({
    customerName: "Mary Wanjiru",
    restoredAfterMs: expect.any(Number),
  });
});

test("payments are found by receipt and payer, and filtered by state", async () => {
  const ids = async (input: Parameters<typeof listPayments>[1]) =>
    (await listPayments(ctx, input)).rows.map((row) => row.id);
  expect(await ids({ search: String(today.receipt).toLowerCase() })).toEqual([today.id]);
  expect(await ids({ search: "kamau" })).toEqual([stray.id]);
  expect(await ids({ status: "suspense" })).toEqual([stray.id]);
});

test("a payment's page has its journal with balanced entries, its bills and no secret of the attempt", async () => {
  const attemptId = v7();
  await db.insert(schema.stkAttempts).values({
    id: attemptId,
    channelId: channel.id,
    customerId: mary.id,
    amountCents: 10_000,
    phone: mary.phone,
    accountReference: "REF1",
    tokenHash: "hash-of-token",
    tokenEncrypted: "sealed-token",
    state: "paid",
    requestedAt: at(-2),
    expiresAt: at(-1),
  });
  const payment = await addPayment(db, {
    channelId: channel.id,
    customerId: mary.id,
    amountCents: 10_000,
    attemptId,
    paidAt: at(-500),
  });
  const [clearing] = await db
    .select()
    .from(schema.ledgerAccounts)
    .where(eq(schema.ledgerAccounts.kind, "mpesa_clearing"));
  const [wallet] = await db
    .insert(schema.ledgerAccounts)
    .values({ kind: "wallet", customerId: mary.id, balanceCents: 10_000, version: 1 })
    .returning();
  const journalId = v7();
  await db.transaction(async (tx) => {
    await tx.insert(schema.journals).values({
      id: journalId,
      idempotencyKey: journalId,
      inputHash: "x",
      kind: "payment",
      description: "M-Pesa",
      paymentId: payment.id,
      actorKind: "job",
      actorId: "test",
      postedAt: NOW,
    });
    const entry = { journalId, amountCents: 10_000, postedAt: NOW };
    await tx.insert(schema.ledgerEntries).values([
      { ...entry, accountId: String(clearing?.id), direction: "debit" },
      { ...entry, accountId: String(wallet?.id), direction: "credit", balanceAfterCents: 10_000 },
    ]);
  });
  const details = await getPayment(ctx, { paymentId: payment.id });
  expect(details.customer?.name).toBe("Mary Wanjiru");
  expect(details.attempt?.accountReference).toBe("REF1");
  expect(JSON.stringify(details)).not.toMatch(/hash-of-token|sealed-token/);
  expect(details.journals).toHaveLength(1);
  expect(details.journals[0]?.entries.map((e) => [e.account, e.direction])).toEqual([
    ["mpesa_clearing", "debit"],
    ["wallet", "credit"],
  ]);
});

test("out-of-sync users are listed with the failure in words; those in sync are not", async () => {
  const { rows, total } = await listSyncIssues(ctx, {});
  expect(total).toBe(1);
  expect(rows[0]).toMatchObject({
    userId: broken.id,
    routerName: "Athi River",
    lastError: "The router does not answer.",
  });
});

test("a message with a one-time code is listed without its text", async () => {
  const message = { phone: mary.phone, customerId: mary.id };
  await db.insert(schema.messages).values([
    { ...message, template: "sign_in_code", body: "v1.sealed", dedupeKey: "a" },
    { ...message, template: "welcome", body: "Welcome!", dedupeKey: "b" },
  ]);
  const { rows } = await listMessages(ctx, { customerId: mary.id });
  expect(Object.fromEntries(rows.map((row) => [row.template, row.body]))).toEqual({
    sign_in_code: null,
    welcome: "Welcome!",
  });
});

test("the audit log names staff, also while they sign in, and can be read for one thing alone", async () => {
  const staffId = v7();
  await db
    .insert(schema.staff)
    .values({ id: staffId, email: "a@example.com", name: "Achieng", role: "support" });
  const entry = { at: NOW, requestId: "r", action: "users.suspend", entityKind: "user" };
  await db.insert(schema.auditLog).values([
    { ...entry, actorKind: "staff", actorId: staffId, entityId: user.id },
    { ...entry, actorKind: "job", actorId: "tick", entityId: broken.id },
    { ...entry, actorKind: "anonymous", actorId: "x", entityKind: "staff", entityId: staffId },
  ]);
  const one = await listAudit(ctx, { entity: { kind: "user", id: user.id } });
  expect(one.rows.map((row) => row.actorName)).toEqual(["Achieng"]);
  const all = await listAudit(ctx, {});
  expect(all.rows.map((row) => row.actorName).sort()).toEqual(["Achieng", "Achieng", "The system"]);
});

test("the live key changes with the sync state, and says when to ask again soon", async () => {
  const before = await getUserLive(ctx, { userId: user.id });
  expect(before.busy).toBe(false);
  await db.update(schema.syncStates).set({ status: "pending", requestedSeq: 1 });
  const after = await getUserLive(ctx, { userId: user.id });
  expect(after.busy).toBe(true);
  expect(after.key).not.toBe(before.key);
});
