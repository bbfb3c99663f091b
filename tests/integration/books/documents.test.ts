import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { afterCommitWork, createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { renderPdf } from "@/lib/documents";
import { numberBills } from "@/services/billing";
import {
  billPaper,
  getBill,
  getReceipt,
  getStatement,
  getTrialBalance,
  receiptPaper,
  statementCsv,
  statementPaper,
  trialBalanceCsv,
  trialBalancePaper,
} from "@/services/documents";
import { walletBalance } from "@/services/ledger";
import { settle } from "@/services/payments/settle";
import { saveSettings } from "@/services/settings";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import { pdfText } from "@/tests/support/pdf-text";
import { createMoneyWorld, newReceipt, type Payer, PRICE, reports } from "../money/support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { job, owner, clock } = world;
const DAY = 86_400_000;

afterEach(() => expectBooksInOrder(db, { now: clock.now }));

const asCustomer = (customerId: string) =>
  createContext({ kind: "customer", id: customerId }, { db, now: () => clock.now });

/** A customer who has paid once, with what that left behind. */
async function paid(amountCents = PRICE) {
  const payer = await world.addPayer();
  const receipt = newReceipt();
  const attempt = await world.addAttempt(payer, { amountCents });
  const settled = await settle(job, reports(world, attempt, receipt).callback);
  if (settled.outcome !== "credited") throw new Error("not credited");
  await afterCommitWork();
  await numberBills(job);
  const bills = await db
    .select()
    .from(schema.bills)
    .where(eq(schema.bills.customerId, payer.customerId));
  const bill = bills.find((one) => one.status !== "void");
  if (!bill) throw new Error("no bill");
  return { payer, receipt, paymentId: settled.paymentId, bill };
}

const statementOf = (payer: Payer, from: string, to: string) =>
  getStatement(owner, { customerId: payer.customerId, from, to });

describe("a bill", () => {
  test("shows letterhead, lines, taxes by rate and what paid it", async () => {
    await saveSettings(owner, "letterhead", {
      legalName: "Savanna Net Limited",
      addressLines: ["P.O. Box 12, Nairobi"],
      kraPin: "P051234567X",
      licenceNumber: "ASP-0042",
      footer: "Goods once sold…",
    });
    const { bill, receipt, payer } = await paid();
    const details = await getBill(owner, { billId: bill.id });
    const text = await pdfText(await renderPdf(billPaper(details)));
    for (const words of [
      "Savanna Net Limited",
      "P.O. Box 12, Nairobi",
      "KRA PIN P051234567X · CA licence ASP-0042",
      `Bill ${bill.number}`,
      `Account ${payer.accountNumber}`,
      "PAID",
      "Home 10 Mbps",
      "KES 2,500",
      "Excise 15 %",
      "VAT 16 %",
      receipt,
      "Goods once sold…",
    ])
      expect(text).toContain(words);
    expect(text).not.toContain("Pay by M-Pesa");
  });

  test("that is owed says how much, and how to pay it", async () => {
    const payer = await world.addPayer({ fees: [150_000] });
    await numberBills(job);
    const [bill] = await db
      .select()
      .from(schema.bills)
      .where(eq(schema.bills.customerId, payer.customerId));
    const details = await getBill(owner, { billId: bill?.id ?? "" });
    const { totalCents } = details.bill;
    expect(details.lines.reduce((sum, line) => sum + line.totalCents, 0)).toBe(totalCents);
    const text = await pdfText(await renderPdf(billPaper(details)));
    expect(text).toContain(`Paybill 600123, account ${payer.accountNumber}`);
    expect(text).toContain("Still to pay");
    expect(text).toContain("Scan to pay online");
  });

  test("is the customer's own, or none", async () => {
    const { bill, payer } = await paid();
    const other = await world.addPayer();
    expect((await getBill(asCustomer(payer.customerId), { billId: bill.id })).bill.id).toBe(
      bill.id,
    );
    const codes = await Promise.all(
      [bill.id, job.newId(), "no-id"].map(async (billId) => {
        return (await errorOf(getBill(asCustomer(other.customerId), { billId }))).code;
      }),
    );
    expect(codes).toEqual(["forbidden", "forbidden", "forbidden"]);
    expect((await errorOf(getBill(owner, { billId: "no-id" }))).code).toBe("not_found");
  });
});

describe("a receipt", () => {
  test("says what the payment paid, and what went into the wallet", async () => {
    const { receipt, paymentId, bill, payer } = await paid(PRICE + 10_000);
    const details = await getReceipt(asCustomer(payer.customerId), { paymentId });
    expect(details.paidFor).toMatchObject([{ number: bill.number, amountCents: PRICE }]);
    const text = await pdfText(await renderPdf(receiptPaper(details)));
    for (const words of [`Receipt ${receipt}`, bill.number ?? "", "Into the wallet", "KES 100"])
      expect(text).toContain(words);
    const other = await world.addPayer();
    const refused = await errorOf(getReceipt(asCustomer(other.customerId), { paymentId }));
    expect(refused.code).toBe("forbidden");
  });

  test("is refused while the payment is nobody's", async () => {
    const settled = await settle(job, {
      ...world.base(),
      kind: "c2b_confirmation",
      receipt: newReceipt(),
      amountCents: 5_000,
      accountReference: "HOUSE 9",
      shortcode: "600123",
    });
    const paymentId = "paymentId" in settled ? settled.paymentId : "";
    expect((await errorOf(getReceipt(owner, { paymentId }))).code).toBe("conflict");
  });
});

describe("a statement", () => {
  test("goes from the balance before to the balance after, and ends at the wallet", async () => {
    const { payer, receipt, bill } = await paid(PRICE + 10_000);
    const firstDay = "2026-06-10";
    clock.now = new Date(clock.now.getTime() + 3 * DAY);
    const second = newReceipt();
    const attempt = await world.addAttempt(payer, { amountCents: 40_000 });
    await settle(job, reports(world, attempt, second).callback);
    const all = await statementOf(payer, firstDay, "2026-06-13");
    expect(all.entries.map((entry) => entry.amountCents)).toEqual([PRICE + 10_000, -PRICE, 40_000]);
    expect(all.closingCents).toBe((await walletBalance(owner, payer)).balanceCents);
    const later = await statementOf(payer, "2026-06-12", "2026-06-13");
    expect(later).toMatchObject({ openingCents: 10_000, closingCents: 50_000 });
    const text = await pdfText(await renderPdf(statementPaper(all)));
    for (const words of [receipt, second, `Bill ${bill.number}`, "Balance before", "KES 500"])
      expect(text).toContain(words);
    expect(text).not.toContain("number to follow");
    const csv = statementCsv(all).split("\r\n");
    expect(csv).toHaveLength(7);
    expect(csv[5]).toContain(",500");
  });

  test("is the customer's own, of days that exist in an order that does", async () => {
    const payer = await world.addPayer();
    const other = await world.addPayer();
    const asked = { customerId: payer.customerId, from: "2026-06-01", to: "2026-06-30" };
    expect((await getStatement(asCustomer(payer.customerId), asked)).entries).toEqual([]);
    const refused = await errorOf(getStatement(asCustomer(other.customerId), asked));
    expect(refused.code).toBe("forbidden");
    for (const bad of [{ from: "2026-02-31" }, { to: "2026-05-01" }, { from: "yesterday" }])
      await expect(getStatement(owner, { ...asked, ...bad })).rejects.toThrow(/day/);
  });
});

test("the trial balance of a day holds what was posted up to its end in Nairobi", async () => {
  clock.now = new Date("2026-07-01T23:30:00+03:00");
  const before = await getTrialBalance(owner, { asOf: "2026-06-30" });
  await paid();
  const clearing = async (asOf: string) =>
    (await getTrialBalance(owner, { asOf })).rows.find((row) => row.kind === "mpesa_clearing")
      ?.debitCents ?? 0;
  expect(await clearing("2026-06-30")).toBe(
    before.rows.find((row) => row.kind === "mpesa_clearing")?.debitCents,
  );
  expect((await clearing("2026-07-01")) - (await clearing("2026-06-30"))).toBe(PRICE);
  const balance = await getTrialBalance(owner);
  expect(balance.debitCents).toBe(balance.creditCents);
  const text = await pdfText(await renderPdf(trialBalancePaper(balance)));
  expect(text).toContain("VAT payable");
  expect(trialBalanceCsv(balance)).toContain("M-Pesa clearing");
});

test("a tax is printed with the rate that was charged, when one for that day had been replaced", async () => {
  const validFrom = new Date("2026-12-01T00:00:00+03:00");
  const [older, newer] = [job.newId(), job.newId()];
  await db.insert(schema.taxRates).values([
    { id: newer, kind: "vat", rateBasisPoints: 1800, validFrom },
    { id: older, kind: "vat", rateBasisPoints: 800, validFrom },
  ]);
  clock.now = new Date("2026-12-02T09:00:00+03:00");
  const { bill } = await paid();
  expect(bill.vatCents).toBe(PRICE - Math.round(PRICE / 1.18));
  expect((await getBill(owner, { billId: bill.id })).rates).toEqual({ vat: 1800, excise: 1500 });
});

test("bill, receipt and statement lead to the customer's account by a code", async () => {
  const { bill, payer, paymentId } = await paid();
  const statement = await statementOf(payer, "2026-12-01", "2026-12-31");
  const papers = [
    billPaper(await getBill(owner, { billId: bill.id })),
    receiptPaper(await getReceipt(owner, { paymentId })),
    statementPaper(statement),
  ];
  for (const paper of papers) {
    expect(paper.qr?.text).toMatch(/^https?:.*\/portal$/);
    expect(await pdfText(await renderPdf(paper))).toContain(paper.qr?.caption);
  }
});
