import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { lockWallet } from "@/services/ledger";
import type { CreditNote } from "./credit/give-back";
import { takeBackKept } from "./pause/take-back-kept";
import { cutBack } from "./time/cut-back";
import { takeBackTime } from "./time/take-back-time";

const Input = z
  .object({
    userId: uuid(),
    billId: uuid().optional(),
    renewalId: uuid().optional(),
    reason: z.string().trim().min(3).max(200),
    /** By default now. */
    at: z.date().optional(),
  })
  .refine((input) => (input.billId === undefined) !== (input.renewalId === undefined), {
    message: "Name the bill or the renewal whose time is taken back.",
  });

export interface PeriodsRevoked {
  /** Empty when the time was used up already, or had cost nothing. */
  creditNotes: CreditNote[];
  creditedCents: number;
  /** The fold of what stands. */
  paidUntil: Date | null;
}

const { users } = schema;

/**
 * Takes back what a bill (or a renewal's purchase) had bought from `at` on: the time ends, what it is still worth goes
 * back to the wallet by a credit note, time that other money had bought behind it moves up at its full length, and the
 * router follows. Time that is over stays sold; asking twice changes nothing. The caller has authorised; the wallet
 * is locked here. Throws `not_found`.
 */
export async function revokePeriods(
  ctx: TxContext,
  input: z.input<typeof Input>,
): Promise<PeriodsRevoked> {
  const { userId, billId, renewalId, reason, at = ctx.now() } = Input.parse(input);
  const customerId = await ownerOf(ctx, userId);
  const wallet = await lockWallet(ctx, customerId);
  const [user] = await ctx.tx.select().from(users).where(eq(users.id, userId)).for("no key update");
  if (!user) throw notFound("user");
  const purchaseId = await purchaseOf(ctx, userId, { billId, renewalId });
  const audit = (creditedCents: number) =>
    recordAudit(ctx, {
      action: "billing.revoke-periods",
      entity: { kind: "user", id: userId },
      data: { billId, renewalId, reason, creditedCents },
    });
  if (user.pausedAt) {
    const { pausedAt } = user;
    const creditNotes = await takeBackKept(ctx, { wallet, user, pausedAt, purchaseId, reason });
    const creditedCents = sumOf(creditNotes);
    await audit(creditedCents);
    return { creditNotes, creditedCents, paidUntil: user.paidUntil };
  }
  const taken = await takeBackTime(ctx, {
    wallet,
    userId,
    isRevoked: (time) => time.purchaseId === purchaseId,
    at,
    kind: "reversal",
    reason,
  });
  if (!taken) return { creditNotes: [], creditedCents: 0, paidUntil: user.paidUntil };
  await cutBack(ctx, user, taken, reason);
  await audit(taken.creditedCents);
  return taken;
}

const sumOf = (notes: CreditNote[]) => notes.reduce((sum, note) => sum + note.totalCents, 0);

async function ownerOf(ctx: TxContext, userId: string): Promise<string> {
  const [user] = await ctx.tx
    .select({ customerId: users.customerId })
    .from(users)
    .where(eq(users.id, userId));
  if (!user) throw notFound("user");
  return user.customerId;
}

/** A renewal that carries on with a purchase stands for it. */
async function purchaseOf(
  ctx: TxContext,
  userId: string,
  target: { billId?: string; renewalId?: string },
): Promise<string> {
  const { renewals } = schema;
  const named = target.billId
    ? eq(renewals.billId, target.billId)
    : eq(renewals.id, target.renewalId ?? "");
  const [found] = await ctx.tx
    .select({ id: renewals.id, carriesId: renewals.carriesId })
    .from(renewals)
    .where(and(eq(renewals.userId, userId), named));
  if (!found) throw notFound("renewal");
  return found.carriesId ?? found.id;
}
