import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { type Context, faultPoint, withTransaction } from "@/lib/context";
import { executeRows, schema } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { mayBePaying } from "@/services/billing";
import { requestStkPayment } from "@/services/payments";
import { claimStep } from "./claim-step";
import type { Due } from "./find-due";
import { skip } from "./remind";
import type { Step } from "./steps";

const { customerPhones, stkAttempts } = schema;
const PRESSED_MS = 15 * 60_000;
const Row = z.object({ paying: z.boolean() });

/**
 * Sends the M-Pesa prompt that the customer has agreed to: never to somebody who may be paying already. Attempt and
 * step are one transaction; the push leaves by job, once.
 */
export async function prompt(
  ctx: Context,
  due: Due,
  step: Step,
  resumedAt: Date,
): Promise<boolean> {
  const [phone] = await ctx.db
    .select({ phone: customerPhones.phone })
    .from(customerPhones)
    .where(
      and(
        eq(customerPhones.customerId, due.customerId),
        eq(customerPhones.primary, true),
        isNull(customerPhones.removedAt),
      ),
    );
  if (!phone) return skip(ctx, due, step, "skipped: no phone");
  if (await hasPressed(ctx, due)) return skip(ctx, due, step, "skipped: the customer pressed Pay");
  try {
    return await withTransaction(ctx, async (tx) => {
      if (!(await claimStep(tx, due, step, "prompted"))) return false;
      const [row] = await executeRows(
        tx.tx,
        sql`select ${mayBePaying({ now: tx.now(), resumedAt })} as paying from users u where u.id = ${due.userId}::uuid`,
        Row,
      );
      if (row?.paying !== false) throw new MayBePaying();
      faultPoint("dunning.claimed");
      await requestStkPayment(tx, { ...due, phone: phone.phone, periods: 1 });
      return true;
    });
  } catch (error) {
    if (error instanceof MayBePaying) return false;
    if (error instanceof AppError) return skip(ctx, due, step, `skipped: ${error.message}`);
    throw error;
  }
}

/** Around the end they have been at it themselves: whether it went well or not, a prompt of ours would be one too many. */
async function hasPressed(ctx: Context, due: Due): Promise<boolean> {
  const [attempt] = await ctx.db
    .select({ id: stkAttempts.id })
    .from(stkAttempts)
    .where(
      and(
        eq(stkAttempts.customerId, due.customerId),
        gt(stkAttempts.requestedAt, new Date(due.endsAt.getTime() - PRESSED_MS)),
      ),
    )
    .limit(1);
  return attempt !== undefined;
}

/** Undoes the claim: the step stays due, and is asked again a minute later. */
class MayBePaying extends Error {}
