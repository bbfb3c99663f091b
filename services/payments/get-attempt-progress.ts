import { and, eq, gt, sql } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { formatMoney } from "@/lib/money";
import { maskPhone } from "@/lib/phone";
import { formatInstant } from "@/lib/time";
import { quoteRenewal } from "@/services/billing";
import type { AttemptState } from "./attempt-states";
import { describeProgress, type Progress } from "./describe-progress";
import { ByAttempt } from "./schemas";

const { allocations, bills, payments, restorations, routerStates, stkAttempts, users } = schema;

/** When each stage of the way from "Pay" to "You are online" was reached; null while it is ahead. */
export interface Stages {
  requestedAt: Date;
  promptedAt: Date | null;
  callbackAt: Date | null;
  committedAt: Date | null;
  eventAt: Date | null;
  appliedAt: Date | null;
  verifiedAt: Date | null;
  onlineAt: Date | null;
}

export interface AttemptProgress extends Progress {
  attemptId: string;
  customerId: string;
  userId: string | null;
  state: AttemptState;
  amountCents: number;
  /** "0712 *** 678" */
  phone: string;
  accountReference: string;
  stages: Stages;
  /** Access is open on M-Pesa's word; the receipt is on its way. */
  provisional: boolean;
}

/**
 * How far a payment has come: for the page that the customer watches, and for the payment's page of staff. One
 * indexed read of cached state, never a router. Throws `not_found`, `forbidden`.
 */
export async function getAttemptProgress(
  ctx: Context,
  input: z.input<typeof ByAttempt>,
): Promise<AttemptProgress> {
  const { attemptId } = ByAttempt.parse(input);
  const row = await load(ctx, attemptId);
  authorise(ctx, { staff: "read", customer: row.attempt.customerId });
  const { attempt, user, restoration } = row;
  const missingCents = await missing(ctx, row);
  const progress = describeProgress({
    state: attempt.state,
    resultCode: attempt.resultCode,
    resultDescription: attempt.resultDescription,
    paidUntil: formatIfAhead(user?.paidUntil, ctx.now()),
    suspended: row.isSuspended,
    missing: missingCents > 0 ? formatMoney(missingCents) : undefined,
    restoration: restoration ?? undefined,
    routerDown: row.reachability === "down",
  });
  return {
    ...progress,
    attemptId,
    customerId: attempt.customerId,
    userId: attempt.userId,
    state: attempt.state,
    amountCents: attempt.amountCents,
    phone: maskPhone(attempt.phone),
    accountReference: attempt.accountReference,
    provisional: attempt.state === "paid_no_receipt",
    stages: stagesOf(row),
  };
}

/** The user that it is for; of a payment for what is owed, any of the customer's. */
const isSuspended = sql<boolean>`exists (select 1 from users s where s.status = 'suspended'
  and s.customer_id = ${stkAttempts.customerId} and s.id = coalesce(${stkAttempts.userId}, s.id))`;

async function load(ctx: Context, attemptId: string) {
  const [row] = await handle(ctx)
    .select({
      attempt: stkAttempts,
      user: users,
      restoration: restorations,
      reachability: routerStates.reachability,
      isSuspended,
    })
    .from(stkAttempts)
    .leftJoin(users, eq(users.id, stkAttempts.userId))
    .leftJoin(restorations, eq(restorations.attemptId, stkAttempts.id))
    .leftJoin(routerStates, eq(routerStates.routerId, users.routerId))
    .where(eq(stkAttempts.id, attemptId))
    .limit(1);
  if (!row) throw notFound("payment");
  return row;
}
type Loaded = Awaited<ReturnType<typeof load>>;

/** What a paid attempt still lacks to buy what it was meant for (it was paid with less, or prices rose). */
async function missing(ctx: Context, { attempt, user }: Loaded): Promise<number> {
  const lapsed = user?.status === "active" && !(user.paidUntil && user.paidUntil > ctx.now());
  if (attempt.state !== "paid" || !user || !lapsed) return 0;
  if (await hasBought(ctx, attempt.id, user.id)) return 0;
  return (await quoteRenewal(ctx, { userId: user.id, periods: attempt.periods })).toPayCents;
}

/** The time that it paid for began, and is over by now. */
async function hasBought(ctx: Context, attemptId: string, userId: string): Promise<boolean> {
  const [bought] = await handle(ctx)
    .select({ id: bills.id })
    .from(payments)
    .innerJoin(allocations, eq(allocations.paymentId, payments.id))
    .innerJoin(bills, eq(bills.id, allocations.billId))
    .where(
      and(
        eq(payments.attemptId, attemptId),
        eq(bills.userId, userId),
        eq(bills.status, "paid"),
        gt(bills.periods, 0),
      ),
    )
    .limit(1);
  return bought !== undefined;
}

const formatIfAhead = (at: Date | null | undefined, now: Date): string | undefined =>
  at && at > now ? formatInstant(at) : undefined;

function stagesOf({ attempt, restoration }: Loaded): Stages {
  return {
    requestedAt: attempt.requestedAt,
    promptedAt: attempt.promptedAt,
    callbackAt: restoration?.callbackAt ?? attempt.callbackAt,
    committedAt: restoration?.committedAt ?? null,
    eventAt: restoration?.eventAt ?? null,
    appliedAt: restoration?.appliedAt ?? null,
    verifiedAt: restoration?.verifiedAt ?? null,
    onlineAt: restoration?.onlineAt ?? null,
  };
}
