import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { bills } from "./billing";
import { cents, createdAt, id, instant } from "./columns";
import { customers } from "./customers";

export const accountKind = pgEnum("account_kind", [
  "mpesa_clearing",
  "cash_till",
  "wallet",
  "suspense",
  "vat_payable",
  "excise_payable",
  "revenue_internet",
  "revenue_fees",
  "mpesa_fees",
  "refunds_pending",
  "cash_over_short",
  "bank",
]);
export const entryDirection = pgEnum("entry_direction", ["debit", "credit"]);

/** Balance and version are kept for wallets and tills only; other accounts are sums of their entries. */
export const ledgerAccounts = pgTable(
  "ledger_accounts",
  {
    id: id(),
    kind: accountKind("kind").notNull(),
    customerId: uuid("customer_id").references(() => customers.id),
    /** Of a till: its payment channel. The till without one is the first, from before tills had names. */
    channelId: uuid("channel_id"),
    currency: text("currency").notNull().default("KES"),
    balanceCents: cents("balance_cents"),
    version: integer("version"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("ledger_accounts_owner_unique")
      .on(t.kind, t.customerId, t.channelId, t.currency)
      .nullsNotDistinct(),
    check("wallet_has_owner", sql`(${t.kind} = 'wallet') = (${t.customerId} is not null)`),
    check(
      "running_balance_on_wallets_and_tills",
      sql`(${t.kind} in ('wallet', 'cash_till')) = (${t.balanceCents} is not null and ${t.version} is not null)`,
    ),
  ],
);

/** One movement of money; its entries sum to zero (deferred trigger). Immutable by trigger. */
export const journals = pgTable(
  "journals",
  {
    id: id(),
    idempotencyKey: text("idempotency_key").notNull().unique(),
    /** Hash of what was asked for: the same key with other content is refused. */
    inputHash: text("input_hash").notNull(),
    kind: text("kind").notNull(),
    description: text("description").notNull(),
    paymentId: uuid("payment_id"),
    billId: uuid("bill_id").references(() => bills.id),
    reversesJournalId: uuid("reverses_journal_id"),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    postedAt: instant("posted_at").notNull(),
  },
  (t) => [index("journals_payment").on(t.paymentId), index("journals_bill").on(t.billId)],
);

export const ledgerEntries = pgTable(
  "ledger_entries",
  {
    id: id(),
    journalId: uuid("journal_id")
      .notNull()
      .references(() => journals.id),
    accountId: uuid("account_id")
      .notNull()
      .references(() => ledgerAccounts.id),
    direction: entryDirection("direction").notNull(),
    amountCents: cents("amount_cents").notNull(),
    balanceAfterCents: cents("balance_after_cents"),
    accountVersion: integer("account_version"),
    postedAt: instant("posted_at").notNull(),
  },
  (t) => [
    check("entry_amount_positive", sql`${t.amountCents} > 0`),
    unique("ledger_entries_version_unique").on(t.accountId, t.accountVersion),
    index("ledger_entries_journal").on(t.journalId),
    index("ledger_entries_account").on(t.accountId, t.postedAt),
  ],
);
