import { asc, eq, or, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { loadReversal, type ReversalView } from "./load-reversal";

const Input = z.object({ paymentId: uuid() });
const { allocations, bills, customers, journals, ledgerAccounts, ledgerEntries } = schema;
const {
  paymentAssignments,
  paymentChannels,
  paymentEvidence,
  payments,
  restorations,
  routers,
  stkAttempts,
  users,
} = schema;

export interface JournalView {
  id: string;
  kind: string;
  description: string;
  postedAt: Date;
  entries: {
    id: string;
    account: (typeof ledgerAccounts.kind.enumValues)[number];
    direction: "debit" | "credit";
    amountCents: number;
    balanceAfterCents: number | null;
  }[];
}

export interface PaymentDetails {
  payment: typeof payments.$inferSelect;
  channel: Pick<typeof paymentChannels.$inferSelect, "name" | "shortcode" | "kind">;
  customer: { id: string; name: string; accountNumber: string } | null;
  attempt: Omit<typeof stkAttempts.$inferSelect, "tokenHash" | "tokenEncrypted"> | null;
  restoration: (typeof restorations.$inferSelect & { username: string; routerName: string }) | null;
  evidence: (typeof paymentEvidence.$inferSelect)[];
  journals: JournalView[];
  allocations: { id: string; billId: string; billNumber: string | null; amountCents: number }[];
  /** Whom staff gave it to. */
  assignments: AssignmentView[];
  reversal: ReversalView | null;
  /** What has gone back of it in parts; the rest counts. */
  goneCents: number;
}

export interface AssignmentView {
  id: string;
  customerId: string;
  customerName: string;
  amountCents: number;
  staffName: string | null;
  note: string | null;
  at: Date;
}

/** A payment with how we know of it, where the money went, and how access came back. Errors: forbidden, not_found. */
export async function getPayment(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<PaymentDetails> {
  authorise(ctx, { staff: "read" });
  const parsed = Input.safeParse(input);
  if (!parsed.success) throw notFound("payment");
  const { paymentId } = parsed.data;
  const [found] = await handle(ctx)
    .select({
      payment: payments,
      channel: {
        name: paymentChannels.name,
        shortcode: paymentChannels.shortcode,
        kind: paymentChannels.kind,
      },
      customer: customers,
      attempt: stkAttempts,
    })
    .from(payments)
    .innerJoin(paymentChannels, eq(paymentChannels.id, payments.channelId))
    .leftJoin(customers, eq(customers.id, payments.customerId))
    .leftJoin(stkAttempts, eq(stkAttempts.id, payments.attemptId))
    .where(eq(payments.id, paymentId));
  if (!found) throw notFound("payment");
  const { payment, channel, customer } = found;
  const attempt = found.attempt && withoutToken(found.attempt);
  const posted = await loadJournals(ctx, paymentId);
  return {
    payment,
    channel,
    customer: customer && {
      id: customer.id,
      name: customer.name,
      accountNumber: customer.accountNumber,
    },
    attempt,
    restoration: await loadRestoration(ctx, paymentId, attempt?.id),
    evidence: await loadEvidence(ctx, paymentId, attempt?.id),
    journals: posted,
    allocations: await loadAllocations(ctx, paymentId),
    assignments: await loadAssignments(ctx, paymentId),
    reversal: await loadReversal(ctx, paymentId),
    goneCents: posted
      .filter(({ kind }) => kind === "part_reversal")
      .flatMap(({ entries }) => entries)
      .reduce((sum, entry) => sum + (entry.direction === "debit" ? entry.amountCents : 0), 0),
  };
}

function withoutToken({
  tokenHash: _hash,
  tokenEncrypted: _sealed,
  ...attempt
}: typeof stkAttempts.$inferSelect) {
  return attempt;
}

async function loadRestoration(ctx: Context, paymentId: string, attemptId?: string) {
  const [row] = await handle(ctx)
    .select({ restoration: restorations, username: users.username, routerName: routers.name })
    .from(restorations)
    .innerJoin(users, eq(users.id, restorations.userId))
    .innerJoin(routers, eq(routers.id, restorations.routerId))
    .where(
      or(
        eq(restorations.paymentId, paymentId),
        attemptId ? eq(restorations.attemptId, attemptId) : undefined,
      ),
    )
    .limit(1);
  return row ? { ...row.restoration, username: row.username, routerName: row.routerName } : null;
}

const loadEvidence = (ctx: Context, paymentId: string, attemptId?: string) =>
  handle(ctx)
    .select()
    .from(paymentEvidence)
    .where(
      or(
        eq(paymentEvidence.paymentId, paymentId),
        attemptId ? eq(paymentEvidence.attemptId, attemptId) : undefined,
      ),
    )
    .orderBy(asc(paymentEvidence.at));

async function loadJournals(ctx: Context, paymentId: string): Promise<JournalView[]> {
  const rows = await handle(ctx)
    .select({ journal: journals, entry: ledgerEntries, account: ledgerAccounts.kind })
    .from(journals)
    .innerJoin(ledgerEntries, eq(ledgerEntries.journalId, journals.id))
    .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, ledgerEntries.accountId))
    .where(
      sql`${journals.paymentId} = ${paymentId} or ${journals.id} in (select ${allocations.journalId} from ${allocations} where ${allocations.paymentId} = ${paymentId})`,
    )
    .orderBy(asc(journals.postedAt), asc(journals.id), asc(ledgerEntries.direction));
  const byId = new Map<string, JournalView>();
  for (const { journal, entry, account } of rows) {
    const { id, kind, description, postedAt } = journal;
    const view = byId.get(id) ?? { id, kind, description, postedAt, entries: [] };
    view.entries.push({
      id: entry.id,
      account,
      direction: entry.direction,
      amountCents: entry.amountCents,
      balanceAfterCents: entry.balanceAfterCents,
    });
    byId.set(id, view);
  }
  return [...byId.values()];
}

const loadAllocations = (ctx: Context, paymentId: string) =>
  handle(ctx)
    .select({
      id: allocations.id,
      billId: bills.id,
      billNumber: bills.number,
      amountCents: allocations.amountCents,
    })
    .from(allocations)
    .innerJoin(bills, eq(bills.id, allocations.billId))
    .where(eq(allocations.paymentId, paymentId))
    .orderBy(asc(allocations.createdAt));

const loadAssignments = (ctx: Context, paymentId: string): Promise<AssignmentView[]> =>
  handle(ctx)
    .select({
      id: paymentAssignments.id,
      customerId: paymentAssignments.customerId,
      customerName: customers.name,
      amountCents: paymentAssignments.amountCents,
      staffName: schema.staff.name,
      note: paymentAssignments.note,
      at: paymentAssignments.createdAt,
    })
    .from(paymentAssignments)
    .innerJoin(customers, eq(customers.id, paymentAssignments.customerId))
    .leftJoin(schema.staff, eq(schema.staff.id, paymentAssignments.staffId))
    .where(eq(paymentAssignments.paymentId, paymentId))
    .orderBy(asc(customers.name));
