import { eq, isNull } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { listAlerts, sweepAlerts } from "@/services/alerts";
import { reversePayment } from "@/services/payments";
import { settle } from "@/services/payments/settle";
import { postReceiptlessPayments } from "@/services/payments/settle/post-receiptless-payments";
import { settleLine } from "@/services/reconciliation";
import { listPayments } from "@/services/reports";
import { recordLines } from "@/services/statements";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { createMoneyWorld, newReceipt, PRICE, reports, stateOf } from "../money/support";

/* I6 of the books: what only one side knows of is heard of, once it cannot come by itself any more. */
const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { channel, clock, job, owner } = world;
const HOUR = 3_600_000;
const pass = (ms: number) => {
  clock.now = new Date(clock.now.getTime() + ms);
};
beforeEach(() => db.update(schema.paymentChannels).set({ createdAt: clock.now }));
afterEach(() => expectBooksInOrder(db, { now: clock.now }));

async function openAlerts() {
  await sweepAlerts(job);
  const { rows } = await listAlerts(owner, { status: "open" });
  return rows.map(({ kind, subjectId, severity, message }) => ({
    kind,
    subjectId,
    severity,
    message,
  }));
}

/** M-Pesa called it paid, and nothing else ever came of it. */
async function paidWithoutReceipt() {
  const payer = await world.addPayer();
  const attempt = await world.addAttempt(payer);
  await settle(job, reports(world, attempt, newReceipt()).query);
  pass(31 * 60_000);
  await postReceiptlessPayments(job);
  return { payer, attempt };
}

/** As pull or an upload would have kept it, without anybody settling it. */
async function listed(accountReference: string, completedAt = clock.now) {
  const receipt = newReceipt();
  const line = {
    receipt,
    direction: "in" as const,
    amountCents: PRICE,
    completedAt,
    accountReference,
  };
  await recordLines(job, { channelId: channel.id, source: "pull" }, [line]);
  const [row] = await db
    .select({ id: schema.statementLines.id })
    .from(schema.statementLines)
    .where(eq(schema.statementLines.receipt, receipt));
  return { receipt, lineId: row?.id ?? "" };
}

test("payments without a receipt for two days are one alert that says what to do, and ends with the last receipt", async () => {
  const first = await paidWithoutReceipt();
  const second = await paidWithoutReceipt();
  pass(47 * HOUR);
  expect(await openAlerts()).toEqual([]);
  pass(2 * HOUR);
  await postReceiptlessPayments(job);
  expect(await openAlerts()).toMatchObject([
    {
      kind: "mpesa_no_receipt",
      subjectId: channel.id,
      severity: "bad",
      message: expect.stringMatching(
        /^2 payments to Paybill \(KES 5,000\) have had no M-Pesa receipt for two days\. Look for them .* reverse the payment\.$/,
      ),
    },
  ]);
  const overdue = await listPayments(owner, { status: "receipt_overdue" });
  expect(overdue.rows.map(({ customerId }) => customerId).sort()).toEqual(
    [first.payer.customerId, second.payer.customerId].sort(),
  );

  const { lineId, receipt } = await listed(first.attempt.accountReference);
  await settleLine(owner, { lineId });
  expect((await stateOf(world, first.payer)).payments).toMatchObject([{ receipt, flags: [] }]);
  expect((await openAlerts())[0]?.message).toMatch(
    /^1 payment to Paybill \(KES 2,500\) has had no/,
  );

  const [payment] = (await stateOf(world, second.payer)).payments;
  await reversePayment(owner, {
    paymentId: payment?.id ?? "",
    reason: "Not on the portal",
    how: "books",
  });
  expect(await openAlerts()).toEqual([]);
  expect((await listPayments(owner, { status: "receipt_overdue" })).total).toBe(0);
});

test("a receipt on M-Pesa's list that we have not had for two days is an alert, until it is settled", async () => {
  const payer = await world.addPayer();
  const { lineId } = await listed(payer.accountNumber);
  pass(47 * HOUR);
  expect(await openAlerts()).toEqual([]);
  pass(2 * HOUR);
  expect(await openAlerts()).toMatchObject([
    {
      kind: "mpesa_not_booked",
      subjectId: channel.id,
      severity: "bad",
      message:
        "M-Pesa received 1 payment to Paybill (KES 2,500) over two days ago that we do not have. Open Reconciliation and settle it.",
    },
  ]);
  await settleLine(owner, { lineId });
  expect(await openAlerts()).toEqual([]);
});

test("a statement of the time before the shortcode was ours to watch alerts nobody", async () => {
  await listed("10001", new Date(clock.now.getTime() - 10 * 24 * HOUR));
  expect(await openAlerts()).toEqual([]);
  expect(await db.$count(schema.alerts, isNull(schema.alerts.clearedAt))).toBe(0);
});
