import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { splitPostings } from "@/lib/billing";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, invalid, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { formatMoney } from "@/lib/money";
import { recordAudit } from "@/services/audit";
import { openWallet, postJournal } from "@/services/ledger";
import { spend } from "./settle/credit";
import type { Payment } from "./settle/types";

const Part = z.object({
  customerId: uuid("Choose a customer."),
  amountCents: z.number().int().positive("Enter an amount.").max(1_000_000_000_000),
});
const Input = z.object({
  paymentId: uuid(),
  parts: z.array(Part).min(1, "Choose a customer.").max(20, "Split it over 20 customers at most."),
  note: z.string().trim().max(300).optional(),
});
type Assignment = z.output<typeof Input>;

const { customers, paymentAssignments, payments } = schema;

/**
 * Gives a payment that nobody was found for to one customer, or in parts to several: takes it out of suspense into
 * their wallets, pays what they owe, renews, reconnects, and tells them. Once, however many press at the same moment.
 * Errors: forbidden, not_found, invalid (parts), conflict (assigned before, customer closed).
 */
export async function assignPayment(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ paymentId: string; customerIds: string[] }> {
  authorise(ctx, { staff: "payments.write" });
  const assignment = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const payment = await lockUnmatched(tx, assignment.paymentId);
    requireWhole(payment, assignment.parts);
    const names = await requireActive(tx, assignment.parts);
    const assigned = await write(tx, payment, assignment);
    await moveMoney(tx, assigned, assignment, names);
    const isSplit = assigned.status === "split";
    for (const part of assignment.parts)
      await spend(tx, {
        payment: { ...assigned, ...part },
        smsKey: isSplit ? `payment:${payment.id}:${part.customerId}` : undefined,
        // The way back online begins with the assignment, not with the report that named nobody.
        receivedAt: tx.now(),
      });
    await recordAudit(tx, {
      action: "payments.assign",
      entity: { kind: "payment", id: payment.id },
      data: { parts: assignment.parts, note: assignment.note },
    });
    return { paymentId: payment.id, customerIds: assignment.parts.map((part) => part.customerId) };
  });
}

async function lockUnmatched(ctx: TxContext, paymentId: string): Promise<Payment> {
  const [payment] = await ctx.tx
    .select()
    .from(payments)
    .where(eq(payments.id, paymentId))
    .for("no key update");
  if (!payment) throw notFound("payment");
  if (payment.status !== "suspense") throw conflict("This payment is no longer unmatched.");
  return payment;
}

function requireWhole(payment: Payment, parts: Assignment["parts"]) {
  if (new Set(parts.map((part) => part.customerId)).size < parts.length)
    throw refuse("A customer can have one part only.");
  const sum = parts.reduce((total, part) => total + part.amountCents, 0);
  if (sum === payment.amountCents) return;
  const difference = formatMoney(Math.abs(payment.amountCents - sum));
  throw refuse(
    sum < payment.amountCents
      ? `${difference} of the payment is left over: give it to somebody.`
      : `The parts are ${difference} more than the payment.`,
  );
}

const refuse = (message: string) => invalid(message, { parts: message });

async function requireActive(ctx: TxContext, parts: Assignment["parts"]) {
  const ids = parts.map((part) => part.customerId);
  const rows = await ctx.tx
    .select({ id: customers.id, name: customers.name, status: customers.status })
    .from(customers)
    .where(inArray(customers.id, ids));
  if (rows.length < ids.length) throw notFound("customer");
  const closed = rows.find((row) => row.status !== "active");
  if (closed) throw conflict(`${closed.name} is closed.`);
  return rows.map((row) => row.name);
}

async function write(ctx: TxContext, payment: Payment, { parts }: Assignment): Promise<Payment> {
  const [only, ...others] = parts;
  const owner =
    only && others.length === 0
      ? { status: "credited" as const, customerId: only.customerId }
      : { status: "split" as const };
  const [assigned] = await ctx.tx
    .update(payments)
    .set(owner)
    .where(and(eq(payments.id, payment.id), eq(payments.status, "suspense")))
    .returning();
  if (!assigned) throw conflict("This payment is no longer unmatched.");
  return assigned;
}

/** One journal for all parts, which takes the wallets' locks in their order. */
async function moveMoney(ctx: TxContext, payment: Payment, a: Assignment, names: string[]) {
  const shares: { to: { walletId: string }; amountCents: number }[] = [];
  // In one order for everybody: two that open the same wallets must not wait for each other.
  const inOrder = [...a.parts].sort((x, y) => x.customerId.localeCompare(y.customerId));
  for (const { customerId, amountCents } of inOrder)
    shares.push({ to: { walletId: await openWallet(ctx, customerId) }, amountCents });
  const { journalId } = await postJournal(ctx, {
    key: `assign:${payment.id}`,
    kind: "suspense_assignment",
    description: `M-Pesa ${payment.receipt} given to ${names.join(", ")}`,
    paymentId: payment.id,
    postings: splitPostings("suspense", shares),
  });
  await ctx.tx.insert(paymentAssignments).values(
    a.parts.map((part) => ({
      id: ctx.newId(),
      paymentId: payment.id,
      ...part,
      journalId,
      staffId: ctx.actor.id,
      note: a.note,
      createdAt: ctx.now(),
    })),
  );
}
