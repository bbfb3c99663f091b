import { format } from "date-fns";
import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { dayOf, inNairobi } from "@/lib/time";
import { pullPayments, settle, sweepProviderReversals } from "@/services/payments";
import {
  importStatement,
  listDays,
  listImports,
  reconcileDay,
  settleLine,
} from "@/services/reconciliation";
import { errorOf, expectBooksInOrder } from "@/tests/support";
import { createPaymentWorld, expectBooksLikeStatement, type Payer } from "../payments/support";

// No addresses are registered: what is paid by hand is known to M-Pesa alone until it is asked.
const world = await createPaymentWorld({ pullPageSize: 3 });
const { daraja, db, job, clock, channelId, addPayer } = world;
const { owner } = world.isp;
const DAY_MS = 86_400_000;

afterEach(() => expectBooksInOrder(db, { now: world.now() }));

const pull = () => {
  clock.offsetMs += 11_000;
  return pullPayments(job, { channelId });
};
const pay = (payer: Payer, amount = 2500) =>
  daraja.payDirect({ phone: payer.phone, amount, account: payer.accountNumber });
const today = dayOf(new Date());
const reconciled = () => reconcileDay(owner, { day: today });
const upload = (text = daraja.statementCsv(), fileName = "statement.csv") =>
  importStatement(owner, { fileName, text });

/** What the simulator knows to have moved. */
const truth = (direction: "in" | "out") => {
  const moved = daraja.statement().filter((entry) => entry.direction === direction);
  return { count: moved.length, cents: moved.reduce((sum, entry) => sum + entry.amountCents, 0) };
};

test("pull keeps the lines of payments that were known before, once, however often it looks", async () => {
  const known = await pay(await addPayer());
  await pay(await addPayer());
  await settle(job, pulled(known.receipt, known.amountCents));
  expect(await pull()).toMatchObject({ rows: 2, settled: 1 });
  expect(await pull()).toMatchObject({ rows: 2, settled: 0 });
  clock.offsetMs += 11_000;
  await Promise.all([pullPayments(job, { channelId }), pullPayments(job, { channelId })]);
  expect(await db.$count(schema.statementLines)).toBe(2);
  const day = await reconciled();
  expect(day.in).toEqual({ statement: truth("in"), ours: truth("in"), ledger: truth("in") });
  expect(day.differences).toEqual([]);
});

test("after an outage of hours, pull alone brings statement, payments and ledger together to the cent", async () => {
  const payers = await Promise.all([addPayer(), addPayer(), addPayer(), addPayer(), addPayer()]);
  for (const payer of payers) await pay(payer);
  clock.offsetMs += 20 * 3_600_000;
  expect(await pull()).toMatchObject({ outcome: "pulled", settled: payers.length, failed: 0 });
  const day = await reconciled();
  expect(day.in).toEqual({ statement: truth("in"), ours: truth("in"), ledger: truth("in") });
  expect(day.differences).toEqual([]);
  expect(day.gaps).toEqual([]);
  await expectBooksLikeStatement(world);
});

describe("after an outage longer than M-Pesa remembers", () => {
  test("the gap is named, the statement shows what is missing, and a press settles it, once", async () => {
    const missed = [await addPayer(), await addPayer()];
    const paid = [];
    for (const payer of missed) paid.push(await pay(payer));
    clock.offsetMs += 3 * DAY_MS;
    expect(await pull()).toMatchObject({ settled: 0 });
    expect((await listDays(owner)).days.some((one) => one.gaps.length > 0)).toBe(true);

    expect(await upload()).toMatchObject({ again: false, newRowCount: 2, problems: [] });
    const { differences } = await reconciled();
    expect(differences.map((one) => one.receipt).sort()).toEqual(
      paid.map((one) => one.receipt).sort(),
    );
    expect(new Set(differences.map((one) => one.difference))).toEqual(new Set(["not_with_us"]));
    for (const { lineId } of differences) {
      const press = () => settleLine(owner, { lineId: lineId ?? "" });
      const outcomes = (await Promise.all([press(), press()])).map((one) => one.outcome);
      expect(outcomes.sort()).toEqual(["already_known", "credited"]);
    }
    const day = await reconciled();
    expect(day.differences).toEqual([]);
    expect(day.in.ours).toEqual(truth("in"));
    expect((await listDays(owner)).days.find((one) => one.day === today)?.open).toBe(0);
    await expectBooksLikeStatement(world);
  });
});

describe("a statement file", () => {
  test("uploaded twice, also at the same moment, is one import", async () => {
    await pay(await addPayer());
    const text = daraja.statementCsv();
    const [one, two] = await Promise.all([upload(text, "a.csv"), upload(text, "b.csv")]);
    expect([one.again, two.again].sort()).toEqual([false, true]);
    expect(two.importId).toBe(one.importId);
    expect(await upload(text)).toMatchObject({ again: true, importId: one.importId });
    expect((await listImports(owner)).filter((file) => file.id === one.importId)).toHaveLength(1);
    await settleMissing();
  });

  test("with lines that cannot be read lists each, and keeps all others", async () => {
    await pay(await addPayer());
    const text = `${daraja.statementCsv()}NOT-A-RECEIPT,yesterday,,,Completed,12,,,,,,,\r\n"open quote`;
    const imported = await upload(text);
    expect(imported.newRowCount).toBe(1);
    expect(imported.problems).toHaveLength(2);
    for (const problem of imported.problems) expect(problem.message).toContain(`${problem.line}`);
    const [kept] = await listImports(owner);
    expect(kept).toMatchObject({ problems: imported.problems, staffName: "Owner" });
    await settleMissing();
  });

  test("a payment whose line could not be read is not said to be missing at M-Pesa", async () => {
    const payer = await addPayer();
    await pay(payer);
    const spoilt = await pay(payer);
    const last = await pay(payer);
    const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000);
    await settle(job, {
      kind: "c2b_confirmation",
      channelId,
      receipt: spoilt.receipt,
      amountCents: spoilt.amountCents,
      accountReference: payer.accountNumber,
      paidAt: inSeconds(60),
      receivedAt: world.now(),
    });
    await db.delete(schema.statementCoverage);
    clock.offsetMs += 15 * 60_000;
    const rows = daraja.statementCsv().replace(spoilt.receipt, "6.1E+10").split("\r\n");
    const time = format(inNairobi(inSeconds(120)), "dd-MM-yyyy HH:mm:ss");
    const text = rows.map((row) =>
      row.startsWith(last.receipt) ? row.replace(/\d\d-\d\d-\d{4} \d\d:\d\d:\d\d/, time) : row,
    );
    await upload(text.join("\r\n"), "spoilt.csv");
    const { differences } = await reconciled();
    expect(differences.find(({ receipt }) => receipt === spoilt.receipt)?.difference).toBe(
      "not_covered",
    );
    await upload(daraja.statementCsv(), "whole.csv");
    await settleMissing();
  });

  test.each([
    ["no CSV", "PK\u0003\u0004 a spreadsheet", /CSV/],
    ["empty", "", /empty/],
    ["of another shortcode", null, /This statement is of 999999/],
  ])("that is %s is refused with a sentence at the field", async (_, given, sentence) => {
    const text = given ?? daraja.statementCsv().replace(daraja.shortcode, "999999");
    const refused = await errorOf(upload(text));
    expect(refused.code).toBe("invalid");
    expect(refused.fieldErrors.file).toMatch(sentence);
  });

  test("is uploaded and settled by those who keep payments", async () => {
    const technician = createContext(
      { kind: "staff", id: job.newId(), role: "technician" },
      { db, now: world.now },
    );
    const text = daraja.statementCsv();
    const refused = [
      importStatement(technician, { fileName: "a.csv", text }),
      settleLine(technician, { lineId: job.newId() }),
    ];
    for (const each of refused) expect((await errorOf(each)).code).toBe("forbidden");
  });
});

describe("differences", () => {
  test("money that M-Pesa gave back, or that left without our doing, is shown until the books follow", async () => {
    const paid = await pay(await addPayer());
    await upload();
    await settleMissing();
    const back = daraja.reversePayment(paid.receipt);
    await upload();
    const [payment] = await db
      .select()
      .from(schema.payments)
      .where(eq(schema.payments.receipt, paid.receipt));
    const line = { channelId, source: "csv", direction: "out", completedAt: new Date() } as const;
    await db
      .insert(schema.statementLines)
      .values({ ...line, id: job.newId(), receipt: "UFBANK0001", amountCents: 5_000 });
    const day = await reconciled();
    expect(day.differences).toMatchObject([
      { receipt: back.receipt, difference: "reversed_there", paymentId: payment?.id },
      { receipt: "UFBANK0001", difference: "unknown_out", paymentId: null },
    ]);
    expect(day.out.statement.cents).toBe(paid.amountCents + 5_000);

    await sweepProviderReversals(job);
    const followed = await reconciled();
    expect(followed.differences.map((one) => one.difference)).toEqual(["unknown_out"]);
    const gaveBack = { count: 1, cents: paid.amountCents };
    expect([followed.out.ours, followed.out.ledger]).toEqual([gaveBack, gaveBack]);
  });

  test("M-Pesa's charges are posted once, as an expense, whichever statements list them", async () => {
    const paid = await pay(await addPayer());
    const csv = daraja.statementCsv();
    const at = csv
      .split("\r\n")
      .find((row) => row.startsWith(paid.receipt))
      ?.split(",")[1];
    const charge = (receipt: string, cents: string) =>
      `${receipt},${at},${at},Pay Utility Charge,Completed,,-${cents},0.00,true,Pay Utility Charge,,,`;
    const before = await reconciled();
    const first = `${csv}${charge(paid.receipt, "34.00")}\r\n`;
    await Promise.all([upload(first), upload(first)]);
    await upload(`${first}${charge("UFOTHER001", "5.50")}\r\n`, "again.csv");
    expect((await reconciled()).charges.cents - before.charges.cents).toBe(3_950);
    const posted = await db
      .select({
        cents: schema.ledgerEntries.amountCents,
        direction: schema.ledgerEntries.direction,
      })
      .from(schema.ledgerEntries)
      .innerJoin(
        schema.ledgerAccounts,
        eq(schema.ledgerAccounts.id, schema.ledgerEntries.accountId),
      )
      .where(eq(schema.ledgerAccounts.kind, "mpesa_fees"));
    expect(posted).toEqual([
      { cents: 3_400, direction: "debit" },
      { cents: 550, direction: "debit" },
    ]);
  });

  test("another amount, and a payment that M-Pesa does not know, are named", async () => {
    const paid = await pay(await addPayer());
    await db.insert(schema.statementLines).values({
      id: job.newId(),
      channelId,
      source: "csv",
      direction: "in",
      receipt: paid.receipt,
      amountCents: paid.amountCents + 100,
      completedAt: new Date(paid.at),
    });
    await upload(daraja.statementCsv());
    await db.insert(schema.statementCoverage).values({
      id: job.newId(),
      channelId,
      source: "csv",
      fromAt: new Date(Date.now() - DAY_MS),
      untilAt: new Date(Date.now() + DAY_MS),
    });
    await settle(job, pulled(paid.receipt, paid.amountCents));
    await settle(job, pulled("UFNOTTHERE", 1_000));
    const { differences } = await reconciled();
    const kinds = new Map(differences.map((one) => [one.receipt, one.difference]));
    expect(kinds.get(paid.receipt)).toBe("amount");
    expect(kinds.get("UFNOTTHERE")).toBe("not_on_statement");
  });
});

const pulled = (receipt: string, amountCents: number) => ({
  kind: "pull" as const,
  channelId,
  receipt,
  amountCents,
  paidAt: new Date(),
  accountReference: "HOUSE 9",
  receivedAt: world.now(),
});

/** Leaves nothing open for the next test. */
async function settleMissing() {
  for (const one of (await reconciled()).differences)
    if (one.difference === "not_with_us" && one.lineId)
      await settleLine(owner, { lineId: one.lineId });
}
