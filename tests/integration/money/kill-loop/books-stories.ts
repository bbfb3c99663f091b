import { eq, inArray, like } from "drizzle-orm";
import { schema } from "@/lib/db";
import { importStatement } from "@/services/reconciliation";
import { closeTill, recordCash } from "@/services/tills";
import { openDesk } from "../open-desk";
import { type MoneyWorld, newReceipt, PRICE, SHORTCODE } from "../support";
import { onlyConflict, type Story } from "./job";
import { lapsed } from "./lives";

/** What is held against the books: a count at the close, and M-Pesa's own statement. */
export const booksStories = (world: MoneyWorld): Record<string, Story> => {
  const { job, owner } = world;
  return {
    "a till is closed with less than there should be": async () => {
      const payer = await lapsed(world);
      const { cashier, tillSessionId, openingCents } = await openDesk(world);
      await recordCash(cashier, {
        formId: job.newId(),
        tillSessionId,
        customerId: payer.customerId,
        amountCents: PRICE,
      });
      const countedCents = openingCents + PRICE - 1_000;
      const input = { tillSessionId, countedCents, note: "A coin is missing" };
      const again = () => closeTill(cashier, input).catch(onlyConflict);
      const beside = () => closeOf(world, tillSessionId);
      const { actor } = cashier;
      return { payer, verb: "closeTill", input, actor, again, beside };
    },
    "a statement is taken in, and its charges are posted": async () => {
      const payer = await lapsed(world);
      const receipts = [newReceipt(), newReceipt()];
      const input = {
        channelId: world.channel.id,
        fileName: "statement.csv",
        text: statement(receipts, payer.accountNumber),
      };
      const again = () => importStatement(owner, input);
      const beside = () => importOf(world, receipts);
      return { payer, verb: "importStatement", input, actor: owner.actor, again, beside };
    },
  };
};

async function closeOf({ db }: MoneyWorld, tillSessionId: string) {
  const { journals, ledgerEntries, tillSessions } = schema;
  const [session] = await db.select().from(tillSessions).where(eq(tillSessions.id, tillSessionId));
  const differences = await db
    .select({ cents: ledgerEntries.amountCents, way: ledgerEntries.direction })
    .from(journals)
    .innerJoin(ledgerEntries, eq(ledgerEntries.journalId, journals.id))
    .where(eq(journals.idempotencyKey, `till_close:${tillSessionId}`));
  return {
    closed: session?.closedAt !== null,
    expected: session?.expectedCents,
    counted: session?.countedCents,
    note: session?.note,
    differences: differences.map(({ way, cents }) => `${way} ${cents}`).sort(),
  };
}

const HEADINGS =
  "Receipt No.,Completion Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Reason Type,Other Party Info,A/C No.";

/** Two payments as the portal lists them, each with its charge on another day. */
function statement(receipts: readonly string[], account: string): string {
  const party = "2547****678 - JANE DOE";
  const lines = receipts.flatMap((receipt, i) => {
    const at = `0${i + 8}-06-2026 09:30:41`;
    return [
      `${receipt},${at},Pay Bill from ${party} Acc. ${account},Completed,1500.00,,,Pay Bill Online,${party},${account}`,
      `${receipt},${at},Pay Bill Charge,Completed,,-7.50,,Pay Bill Charge,${SHORTCODE} - US,`,
    ];
  });
  return [HEADINGS, ...lines].join("\r\n");
}

async function importOf({ db }: MoneyWorld, receipts: readonly string[]) {
  const { journals, ledgerEntries, statementCoverage, statementImports, statementLines } = schema;
  const lines = await db
    .select()
    .from(statementLines)
    .where(inArray(statementLines.receipt, [...receipts]));
  const importId = lines[0]?.importId ?? "";
  const charges = await db
    .select({ cents: ledgerEntries.amountCents, way: ledgerEntries.direction })
    .from(journals)
    .innerJoin(ledgerEntries, eq(ledgerEntries.journalId, journals.id))
    .where(like(journals.idempotencyKey, `charges:${importId}:%`));
  const [file] = await db.select().from(statementImports).where(eq(statementImports.id, importId));
  return {
    lines: lines.map((one) => `${one.direction} ${one.amountCents} ${one.isCharge}`).sort(),
    imports: new Set(lines.map((one) => one.importId)).size,
    counted: [file?.rowCount, file?.newRowCount],
    covered: await db.$count(statementCoverage, eq(statementCoverage.importId, importId)),
    charges: charges.map(({ way, cents }) => `${way} ${cents}`).sort(),
  };
}
