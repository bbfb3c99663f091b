import { sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, faultPoint, withTransaction } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { uuid } from "@/lib/id";
import { lockWallet } from "@/services/ledger";
import { applyWallet } from "../apply-wallet";
import { lockUser } from "../load-users";
import { closePeriod } from "./close-period";
import { moveCredit } from "./move-credit";

const BATCH = 200;
const Row = z.object({ id: uuid(), customer_id: uuid() });

const periodEnd = sql`least(u.next_bill_at, u.expired_at, u.closed_at)`;

/**
 * Sweep: bills every postpaid period that has ended, once, and pays the bill from the wallet as far as that goes. A
 * period that ended long ago is billed and due as of now: our delay is not the customer's. Returns how many users were
 * billed. Errors: forbidden.
 */
export async function issueDueBills(ctx: Context): Promise<number> {
  authorise(ctx, { job: true });
  const due = await executeRows(
    ctx.db,
    sql`select u.id, u.customer_id from users u
        where u.next_bill_at is not null and ${periodEnd} <= ${ctx.now().toISOString()}::timestamptz
        order by ${periodEnd}, u.id limit ${BATCH}`,
    Row,
  );
  let issued = 0;
  for (const user of due) {
    try {
      if (await issue(ctx, user.customer_id, user.id)) issued++;
    } catch (error) {
      ctx.log.error({ err: error, userId: user.id }, "a postpaid bill could not be issued");
    }
  }
  return issued;
}

const issue = (ctx: Context, customerId: string, userId: string): Promise<boolean> =>
  withTransaction(ctx, async (tx) => {
    const wallet = await lockWallet(tx, customerId);
    const user = await lockUser(tx, userId);
    if (!user || !hasEnded(user, tx.now())) return false;
    const bill = await closePeriod(tx, user);
    faultPoint("postpaid.issued");
    await moveCredit(tx, user, { reason: "billed", cause: {}, isPurpose: false });
    if (bill) await applyWallet(tx, { customerId, wallet });
    return bill !== undefined;
  });

/** Asked again under the lock: another sweep may have been faster. */
const hasEnded = (
  user: { nextBillAt: Date | null; expiredAt: Date | null; closedAt: Date | null },
  now: Date,
): boolean =>
  user.nextBillAt !== null &&
  [user.nextBillAt, user.expiredAt, user.closedAt].some((at) => at !== null && at <= now);
