import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { connect, grantAppRole, ownsTables, pgErrorCode } from "@/lib/db";
import { ADD_ONLY, NEVER_DELETED } from "@/lib/db/app-role";
import { checkBooks } from "@/services/books";
import { settle } from "@/services/payments/settle";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { createMoneyWorld, newReceipt, reports } from "../money/support";

const { db, url } = await createTestDatabase();
const role = {
  name: `isp_app_${randomBytes(4).toString("hex")}`,
  password: "it's a 'secret'",
  setPassword: true,
};
await grantAppRole(url, role);
const appUrl = new URL(url);
appUrl.username = role.name;
appUrl.password = encodeURIComponent(role.password);
const app = connect(appUrl.href, { driver: "pg", maxConnections: 5 });
afterAll(() => app.close());

const PRIVILEGE = "42501";
const refusal = (statement: string) =>
  app.db.execute(sql.raw(statement)).then(() => "allowed", pgErrorCode);

const world = await createMoneyWorld(db);
const asApp = createContext(
  { kind: "job", id: "test" },
  { db: app.db, now: () => world.clock.now },
);

test("the app's role does the product's work: a payment is settled, credited and renews, the books are checked", async () => {
  const payer = await world.addPayer();
  const attempt = await world.addAttempt(payer);
  const settled = await settle(asApp, reports(world, attempt, newReceipt()).callback);
  expect(settled.outcome).toBe("credited");
  expect(await checkBooks(asApp)).toMatchObject({ inOrder: true });
  await expectBooksInOrder(db, { now: world.clock.now });
});

describe("the app's role is refused by privilege, before any trigger looks,", () => {
  test.each(ADD_ONLY)("to rewrite, delete or empty %s", async (table) => {
    const column = table === "books_checks" ? "ran_at" : "id";
    expect(await refusal(`update ${table} set ${column} = ${column}`)).toBe(PRIVILEGE);
    expect(await refusal(`delete from ${table}`)).toBe(PRIVILEGE);
    expect(await refusal(`truncate ${table} cascade`)).toBe(PRIVILEGE);
  });

  test.each(NEVER_DELETED)("to delete from or empty %s", async (table) => {
    expect(await refusal(`delete from ${table}`)).toBe(PRIVILEGE);
    expect(await refusal(`truncate ${table} cascade`)).toBe(PRIVILEGE);
  });

  test("to take the guards off, give itself more, or empty anything else", async () => {
    for (const statement of [
      "alter table ledger_entries disable trigger all",
      "drop trigger ledger_entries_immutable on ledger_entries",
      "drop table journals cascade",
      "set session_replication_role = replica",
      "create table mine (id int)",
      "truncate outbox",
      `alter role ${role.name} superuser`,
    ])
      expect([statement, await refusal(statement)]).toEqual([statement, PRIVILEGE]);
    // Granting without the right to is only a warning in Postgres: it changes nothing.
    await refusal(`grant all on ledger_entries to ${role.name}`);
    expect(await refusal("delete from ledger_entries")).toBe(PRIVILEGE);
  });
});

test("who owns the tables is told from who does not, and granting again changes nothing", async () => {
  await Promise.all([grantAppRole(url, role), grantAppRole(url, role)]);
  expect(await ownsTables(url)).toBe(true);
  expect(await ownsTables(appUrl.href)).toBe(false);
  expect(await refusal("delete from ledger_entries")).toBe(PRIVILEGE);
});
