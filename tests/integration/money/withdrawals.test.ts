import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { dayOf } from "@/lib/time";
import { trialBalance } from "@/services/ledger";
import { requestRefund } from "@/services/payments";
import { reconcileDay, recordWithdrawal } from "@/services/reconciliation";
import { errorOf, expectBooksInOrder } from "@/tests/support";
import { payHeard, requestReaders } from "../payments/requests-support";
import { createPaymentWorld, PRICE_CENTS } from "../payments/support";

const world = await createPaymentWorld({ openingBalance: 1_000_000 });
const { answered } = requestReaders(world);
const { db, job, channelId } = world;
const { owner } = world.isp;
const today = dayOf(new Date());

afterEach(() => expectBooksInOrder(db, { now: world.now() }));

let receipts = 0;
async function addLine(values: Partial<typeof schema.statementLines.$inferInsert> = {}) {
  const [line] = await db
    .insert(schema.statementLines)
    .values({
      id: job.newId(),
      channelId,
      source: "csv",
      direction: "out",
      completedAt: new Date(),
      receipt: `UFBANK${String(++receipts).padStart(4, "0")}`,
      amountCents: 50_000_00,
      details: "Organization Settlement to Bank",
      ...values,
    })
    .returning();
  if (!line) throw new Error("no line");
  return line;
}

const record = (lineId: string, note = "Settled to Equity Bank by Achieng") =>
  recordWithdrawal(owner, { lineId, note });
const day = () => reconcileDay(owner, { day: today });
const balanceOf = async (kind: string) => {
  const row = (await trialBalance(owner)).rows.find((each) => each.kind === kind);
  return (row?.debitCents ?? 0) - (row?.creditCents ?? 0);
};

test("a withdrawal to the bank is open until somebody says what it was, and then the day agrees", async () => {
  const line = await addLine();
  expect((await day()).differences).toMatchObject([
    { receipt: line.receipt, difference: "unknown_out" },
  ]);
  const before = await balanceOf("mpesa_clearing");
  const presses = await Promise.all(Array.from({ length: 6 }, () => record(line.id)));
  expect(new Set(presses.map(({ journalId }) => journalId)).size).toBe(1);
  const after = await day();
  expect(after.differences).toEqual([]);
  const moved = { count: 1, cents: line.amountCents };
  expect(after.out).toEqual({ statement: moved, ours: moved, ledger: moved });
  expect(await balanceOf("mpesa_clearing")).toBe(before - line.amountCents);
  expect(await balanceOf("bank")).toBe(line.amountCents);
  const written = await db
    .select()
    .from(schema.auditLog)
    .where(eq(schema.auditLog.action, "reconciliation.record-withdrawal"));
  expect(written).toHaveLength(1);
});

test("what is something else is refused by name: money in, and a refund of ours, on its way or paid", async () => {
  const payer = await world.addPayer();
  await payHeard(world, payer, { amountCents: PRICE_CENTS + 500_00 });
  const { requestId } = await requestRefund(owner, {
    refundId: job.newId(),
    customerId: payer.customerId,
    amountCents: 100_00,
    phone: payer.phone,
    reason: "paid too much",
  });
  const same = await addLine({ amountCents: 100_00 });
  const open = await errorOf(record(same.id));
  const { resultReceipt } = await answered(requestId, "succeeded");
  const refund = await addLine({ amountCents: 100_00, receipt: resultReceipt ?? "" });
  const money = await addLine({ direction: "in" });
  for (const error of [open, await errorOf(record(refund.id)), await errorOf(record(money.id))])
    expect(error.code).toBe("conflict");
  // The refund is known by its receipt now: the other line is something else.
  await record(same.id);
  await expect(record(same.id, "  ")).rejects.toThrow("Say who took it out");
  const actor = { kind: "staff" as const, id: owner.actor.id, role: "technician" as const };
  const refused = recordWithdrawal({ ...owner, actor }, { lineId: same.id, note: "not mine" });
  expect((await errorOf(refused)).code).toBe("forbidden");
});
