import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { checkBooks, checkDueBooks, getBooks, sweepBooks } from "@/services/books";
import { checkInvariants } from "@/services/ledger";
import { settle } from "@/services/payments/settle";
import { getNavAlerts } from "@/services/reports";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import { createMoneyWorld, newReceipt, type Payer, reports } from "../money/support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { job, owner, clock } = world;
const HOUR = 3_600_000;

let payer: Payer;
beforeEach(async () => {
  payer = await world.addPayer();
  await settle(job, reports(world, await world.addAttempt(payer), newReceipt()).callback);
});
afterEach(() => expectBooksInOrder(db, { now: clock.now }));

const wakeUps = () => db.$count(schema.outbox, sql`name = 'books/check.due'`);
const allLeft = () => db.update(schema.outbox).set({ sentAt: clock.now });
const at = (time: string) => {
  clock.now = new Date(`2026-06-${time}+03:00`);
};

describe("a check", () => {
  test("is green when every promise is kept, and is kept itself", async () => {
    const check = await checkBooks(job);
    expect(check).toMatchObject({ inOrder: true, broken: [], ranAt: clock.now });
    const books = await getBooks(owner);
    expect(books.latest?.id).toBe(check.id);
    expect(books.promises.length).toBeGreaterThan(15);
    expect((await getNavAlerts(owner)).books).toBe(0);
  });

  test("names the row that breaks a promise, in the list and in the menu", async () => {
    const set = (cents: number) =>
      db.execute(
        sql`update ledger_accounts set balance_cents = balance_cents + ${cents} where customer_id = ${payer.customerId}`,
      );
    await set(100);
    const check = await checkBooks(owner);
    await set(-100);
    expect(check.broken).toMatchObject([{ id: "I3", rows: [{ customer_id: payer.customerId }] }]);
    expect((await getNavAlerts(owner)).books).toBe(1);
    clock.now = new Date(clock.now.getTime() + HOUR);
    await checkBooks(owner);
    expect((await getNavAlerts(owner)).books).toBe(0);
  });

  test("that cannot finish in time is not green", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const locked = db.transaction(async (tx) => {
      await tx.execute(sql`lock table callback_inbox in access exclusive mode`);
      await held;
    });
    try {
      const check = await checkBooks(job, { promiseMs: 500 });
      expect(check.inOrder).toBe(false);
      expect(check.broken).toMatchObject([
        { id: "I14", rows: [{ not_checked: expect.any(String) }] },
      ]);
    } finally {
      release();
      await locked;
    }
  });

  test("is for those who keep the books", async () => {
    const support = {
      ...owner,
      actor: { kind: "staff", id: job.newId(), role: "technician" },
    } as const;
    expect((await errorOf(checkBooks(support))).code).toBe("forbidden");
  });
});

describe("every night at two in Nairobi", () => {
  test("the check is woken once, and again until it has run", async () => {
    at("20T01:59:00");
    await checkBooks(job);
    expect(await sweepBooks(job)).toBe(0);
    at("20T02:00:00");
    const before = await wakeUps();
    // Nothing leaves this installation: another wake-up would only wait beside the first.
    expect([await sweepBooks(job), await sweepBooks(job)]).toEqual([1, 0]);
    await allLeft();
    expect([await sweepBooks(job), await sweepBooks(job)]).toEqual([1, 0]);
    await allLeft();
    expect(await wakeUps()).toBe(before + 2);
    await checkBooks(job);
    expect(await sweepBooks(job)).toBe(0);
    at("21T01:59:59");
    expect(await sweepBooks(job)).toBe(0);
    at("21T02:00:00");
    expect(await sweepBooks(job)).toBe(1);
  });

  test("is one a night, however often it was asked for while it ran", async () => {
    at("22T02:00:00");
    const before = await db.$count(schema.booksChecks);
    expect(await checkDueBooks(job)).toMatchObject({ inOrder: true });
    expect(await checkDueBooks(job)).toBeUndefined();
    expect(await db.$count(schema.booksChecks)).toBe(before + 1);
  });
});

/** Breaks the books by the owner's role with the guards off, as a hand in the database would. */
const UNGUARDED = [
  sql`set local session_replication_role = replica`,
  sql`alter table journals disable trigger journals_balance`,
];
const breakages: [string, () => ReturnType<typeof sql>][] = [
  ["I1", () => sql`delete from ledger_entries where direction = 'debit'`],
  [
    "I2",
    () => sql`update ledger_entries set amount_cents = amount_cents + 1 where direction = 'debit'`,
  ],
  [
    "I8-payments",
    () => sql`update allocations set amount_cents = amount_cents * 3 where payment_id is not null`,
  ],
  ["I8-ledger", () => sql`update allocations set amount_cents = amount_cents + 1`],
  [
    "I8-fifo",
    () => sql`with older as (
        insert into bills (id, customer_id, kind, status, total_cents, due_at, issued_at, created_at)
        select gen_random_uuid(), customer_id, 'adjustment', 'open', 100, issued_at,
          issued_at - interval '1 day', issued_at - interval '1 day' from bills where status = 'paid' limit 1)
      update journals set kind = 'bill_payment'`,
  ],
  ["I9", () => sql`update payments set amount_cents = amount_cents + 1`],
  [
    "I11",
    () =>
      sql`update ledger_accounts set balance_cents = -1 where customer_id = ${payer.customerId}`,
  ],
  [
    "I14",
    () => sql`insert into callback_inbox
        (id, kind, dedupe_hash, token_hash, token_known, source_address, source_trusted, body, received_at)
      values (gen_random_uuid(), 'c2b_confirmation', 'x', 'x', true, '::1', true, '{}', '2020-01-01')`,
  ],
];

test.each(breakages)(
  "%s can fail: its promise is found broken when it is",
  async (id, breakage) => {
    const found = await db
      .transaction(async (tx) => {
        for (const statement of UNGUARDED) await tx.execute(statement);
        await tx.execute(breakage());
        const broken = await checkInvariants(tx, { now: clock.now });
        throw Object.assign(new Error("undo"), { ids: broken.map((each) => each.id) });
      })
      .catch((error: Error & { ids?: string[] }) => error.ids ?? [error.message]);
    expect(found).toContain(id);
  },
);
