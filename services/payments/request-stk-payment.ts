import { and, count, eq, gt } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { randomToken, sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { AppError, conflict, invalid, notFound } from "@/lib/errors";
import { ceilToShilling } from "@/lib/money";
import { buildAccountReference } from "@/lib/mpesa";
import { recordAudit } from "@/services/audit";
import { quoteOwed, quoteRenewal } from "@/services/billing";
import { isPaused } from "@/services/installation";
import { enqueueEvent } from "@/services/outbox";
import { ATTEMPT_LIFE_MS, type Attempt, isOpen } from "./attempt-states";
import { sealAttemptToken } from "./credentials";
import { defaultMpesaChannel } from "./open-channel";
import { requireMpesaPhone, StkPaymentInput } from "./schemas";

const { customers, stkAttempts, users } = schema;
const MAX_CENTS = 250_000_00;
/** Prompts that one customer may send in an hour, to any phones: a prompt is a nuisance to a stranger. */
const MAX_PER_HOUR = 20;
const TRIES = 5;

type Request = Omit<z.output<typeof StkPaymentInput>, "phone"> & { phone: string };

/**
 * One press of "Pay": commits an attempt whose push then leaves by job. A second press for the same purpose
 * returns the open attempt. Amount in whole shillings, rounded up. Throws `invalid` (phone, amount), `not_found`,
 * `conflict` (another payment is open on this phone; nothing to pay), `rate_limited`, `unavailable`, `paused`.
 */
export async function requestStkPayment(
  ctx: Context,
  input: z.input<typeof StkPaymentInput>,
): Promise<{ attemptId: string; amountCents: number; reused: boolean }> {
  authorise(ctx, { staff: "payments.write", customer: input.customerId, job: true });
  const parsed = StkPaymentInput.parse(input);
  const request = { ...parsed, phone: requireMpesaPhone(parsed.phone) };
  if (await isPaused(ctx))
    throw new AppError("paused", "Payments are paused on this installation. Please contact us.");
  return withTransaction(ctx, async (tx) => {
    const accountNumber = await requireOwn(tx, request);
    for (let n = 0; n < TRIES; n++) {
      const open = await openAttempt(tx, request);
      if (open) return reuse(open, request);
      const attempt = await insertAttempt(tx, request, accountNumber);
      if (attempt) return { ...(await announce(tx, attempt)), reused: false };
    }
    throw conflict("Another payment for this phone has just been started. Please try again.");
  });
}

/** The account number, if the user that it is for is this customer's. */
async function requireOwn(ctx: TxContext, { customerId, userId }: Request): Promise<string> {
  const [row] = await ctx.tx
    .select({ accountNumber: customers.accountNumber, userId: users.id })
    .from(customers)
    .leftJoin(users, and(eq(users.customerId, customers.id), eq(users.id, userId ?? customerId)))
    .where(eq(customers.id, customerId));
  if (!row) throw notFound("customer");
  if (userId && row.userId !== userId) throw notFound("user");
  return row.accountNumber;
}

/** The attempt whose prompt may still be on the phone. One that is too old is expired here and now. */
async function openAttempt(ctx: TxContext, request: Request): Promise<Attempt | undefined> {
  const { customerId, phone } = request;
  const [attempt] = await ctx.tx
    .select()
    .from(stkAttempts)
    .where(and(eq(stkAttempts.customerId, customerId), eq(stkAttempts.phone, phone), isOpen))
    .for("no key update");
  if (!attempt) return undefined;
  if (ctx.now().getTime() - attempt.requestedAt.getTime() < ATTEMPT_LIFE_MS) return attempt;
  // It goes on being queried: money may still turn up.
  await ctx.tx
    .update(stkAttempts)
    .set({ state: "expired", resolvedAt: ctx.now() })
    .where(eq(stkAttempts.id, attempt.id));
  return undefined;
}

function reuse(open: Attempt, request: Request) {
  if (open.userId === (request.userId ?? null) && open.periods === request.periods)
    return { attemptId: open.id, amountCents: open.amountCents, reused: true };
  throw conflict("Another payment is open on this phone. Finish or cancel it, then try again.");
}

/** Undefined when another press was faster, or the reference is taken: the caller tries again. */
async function insertAttempt(
  ctx: TxContext,
  request: Request,
  accountNumber: string,
): Promise<Attempt | undefined> {
  await refuseFlood(ctx, request.customerId);
  const price = await priceOf(ctx, request);
  const channel = await defaultMpesaChannel(ctx);
  const id = ctx.newId();
  const token = randomToken();
  const now = ctx.now();
  const [attempt] = await ctx.tx
    .insert(stkAttempts)
    .values({
      id,
      channelId: channel.id,
      customerId: request.customerId,
      userId: request.userId,
      packageId: price.packageId,
      periods: request.periods,
      amountCents: payable(price),
      phone: request.phone,
      accountReference: buildAccountReference(accountNumber),
      tokenHash: sha256(token),
      tokenEncrypted: sealAttemptToken(id, token),
      initiatedBy: ctx.actor.kind === "job" ? "expiry" : ctx.actor.kind,
      requestedAt: now,
      expiresAt: new Date(now.getTime() + ATTEMPT_LIFE_MS),
    })
    .onConflictDoNothing()
    .returning();
  return attempt;
}

async function refuseFlood(ctx: TxContext, customerId: string) {
  if (ctx.actor.kind !== "customer") return;
  const since = new Date(ctx.now().getTime() - 3_600_000);
  const [recent] = await ctx.tx
    .select({ n: count() })
    .from(stkAttempts)
    .where(and(eq(stkAttempts.customerId, customerId), gt(stkAttempts.requestedAt, since)));
  if ((recent?.n ?? 0) >= MAX_PER_HOUR)
    throw new AppError("rate_limited", "Too many payment requests. Please try again in an hour.");
}

interface Price {
  toPayCents: number;
  packageId?: string;
}

const priceOf = (ctx: Context, { customerId, userId, periods }: Request): Promise<Price> =>
  userId ? quoteRenewal(ctx, { userId, periods }) : quoteOwed(ctx, { customerId });

function payable({ toPayCents, packageId }: Price): number {
  const amountCents = ceilToShilling(toPayCents);
  if (amountCents <= 0)
    throw conflict(
      packageId ? "There is nothing to pay: the wallet has enough." : "Nothing is owed any more.",
    );
  if (amountCents > MAX_CENTS)
    throw invalid("M-Pesa takes at most KES 250,000 at a time.", {
      periods: "M-Pesa takes at most KES 250,000 at a time: choose fewer periods.",
    });
  return amountCents;
}

async function announce(ctx: TxContext, attempt: Attempt) {
  await recordAudit(ctx, {
    action: "payments.request-stk",
    entity: { kind: "stk_attempt", id: attempt.id },
    data: { customerId: attempt.customerId, amountCents: attempt.amountCents },
  });
  await enqueueEvent(ctx, "payments/stk.push.requested", { attemptId: attempt.id });
  return { attemptId: attempt.id, amountCents: attempt.amountCents };
}
