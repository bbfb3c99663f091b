import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { afterCommitWork } from "@/lib/context";
import { judgeCallback, settle } from "@/services/payments";
import type { Evidence } from "@/services/payments/evidence";
import { createTestDatabase } from "@/tests/support";
import { createInbox } from "../../money/inbox";
import {
  createMoneyWorld,
  directPayment,
  newReceipt,
  type Payer,
  reports,
} from "../../money/support";
import { createPlanReader, sentDuring } from "./explain";
import { fillTables } from "./fill-tables";

/** What grows with customers and with every payment. */
const BIG = [
  ...["customers", "customer_phones", "users", "user_credentials", "desired_states", "sync_states"],
  ...["stk_attempts", "callback_inbox", "payments", "payment_evidence", "payment_assignments"],
  ...["ledger_accounts", "journals", "ledger_entries", "bills", "bill_lines", "allocations"],
  ...["renewals", "restorations", "messages", "outbox", "audit_log"],
];
const ROWS = 20_000;

const { db, url } = await createTestDatabase();
const world = await createMoneyWorld(db);
const inbox = await createInbox(world);
const client = new pg.Client(url);
await client.connect();
afterAll(() => client.end());
await fillTables(db, BIG, ROWS);

type Report = () => Promise<unknown>;

/** What reports a payment of the payer's, or several of one payment, in this order. */
async function reportsOf(payer: Payer, way: number): Promise<Report[]> {
  const receipt = newReceipt();
  const attempt = await inbox.pushed(payer);
  const { callback, c2b, pull, query, status } = reports(world, attempt, receipt);
  const told = (evidence: Evidence) => () => settle(world.job, evidence);
  const till = { ...c2b, accountReference: undefined };
  const judge = (inboxId: string) => () => judgeCallback(world.job, { inboxId });
  const { accountReference } = attempt;
  switch (way % 6) {
    case 0:
      return [judge(await inbox.callback(attempt, receipt)), told(c2b), told(pull)];
    case 1:
      return [judge(await inbox.echo({ receipt, accountReference })), told(callback)];
    case 2:
      return [told(query), told(till), told(callback)];
    case 3:
      return [told(status), told(pull)];
    case 4:
      return [told(directPayment(world, payer.accountNumber)), told(callback)];
    default:
      return [told(till), told(callback), told(directPayment(world, "nobody's account"))];
  }
}

/** Statements of so many reports at once, each in all ways, that read one of the big tables whole. */
async function readingWhole(members: number) {
  const crowd: Report[][] = [];
  for (let n = 0; n < members; n++)
    crowd.push(await reportsOf(await world.addPayer(), members < 6 ? members : n));
  const sent = await sentDuring(async () => {
    for (let turn = 0; turn < 3; turn++) await Promise.all(crowd.map((turns) => turns[turn]?.()));
    await afterCommitWork();
  });
  expect(sent.length).toBeGreaterThan(9);
  const readWhole = await createPlanReader(client);
  const found: string[] = [];
  for (const statement of sent) {
    const tables = (await readWhole(statement)).filter((name) =>
      BIG.some((table) => name.startsWith(table)),
    );
    if (tables.length > 0) found.push(`${tables}: ${statement.text.replace(/\s+/g, " ").trim()}`);
  }
  return found;
}

// Statements are read where pg sends them.
test.skipIf(process.env.TEST_DATABASE_DRIVER === "neon").each(["not known", "known"])(
  "however much has been paid, a payment reads what it needs by index: one or a crowd, with what the tables hold %s",
  async (statistics) => {
    if (statistics === "known") await db.execute(sql`analyze`);
    for (const members of [1, 2, 3, 4, 5, 18]) expect(await readingWhole(members)).toEqual([]);
  },
  120_000,
);
