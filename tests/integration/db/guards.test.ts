import { sql } from "drizzle-orm";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import { pgErrorCode, schema } from "@/lib/db";
import { createTestDatabase } from "@/tests/support";

const { db } = await createTestDatabase();
const at = new Date("2026-06-01T08:00:00Z");

const journal = () => ({
  id: v7(),
  idempotencyKey: v7(),
  inputHash: "x",
  kind: "test",
  description: "test",
  actorKind: "job",
  actorId: "test",
  postedAt: at,
});

const codeOf = (work: Promise<unknown>) => work.then(() => "nothing refused", pgErrorCode);

async function twoAccounts() {
  const [a, b] = await db
    .insert(schema.ledgerAccounts)
    .values([{ kind: "mpesa_clearing" }, { kind: "suspense" }])
    .onConflictDoNothing()
    .returning();
  if (a && b) return [a.id, b.id] as const;
  const rows = await db.select().from(schema.ledgerAccounts);
  return [String(rows[0]?.id), String(rows[1]?.id)] as const;
}

async function post(amounts: { debit: number; credit: number }) {
  const [debitAccount, creditAccount] = await twoAccounts();
  return db.transaction(async (tx) => {
    const j = journal();
    await tx.insert(schema.journals).values(j);
    await tx.insert(schema.ledgerEntries).values([
      {
        journalId: j.id,
        accountId: debitAccount,
        direction: "debit",
        amountCents: amounts.debit,
        postedAt: at,
      },
      {
        journalId: j.id,
        accountId: creditAccount,
        direction: "credit",
        amountCents: amounts.credit,
        postedAt: at,
      },
    ]);
    return j.id;
  });
}

test("a journal that does not balance cannot be committed", async () => {
  expect(await codeOf(post({ debit: 100, credit: 99 }))).toBe("23514");
});

test("a journal without entries cannot be committed", async () => {
  expect(await codeOf(db.insert(schema.journals).values(journal()))).toBe("23514");
});

test("posted entries and journals can be neither changed, deleted nor truncated", async () => {
  await post({ debit: 100, credit: 100 });
  for (const table of ["ledger_entries", "journals"]) {
    expect(await codeOf(db.execute(sql.raw(`update ${table} set posted_at = now()`)))).toBe(
      "23001",
    );
    expect(await codeOf(db.execute(sql.raw(`delete from ${table}`)))).toBe("23001");
    expect(await codeOf(db.execute(sql.raw(`truncate ${table} cascade`)))).toBe("23001");
  }
});
