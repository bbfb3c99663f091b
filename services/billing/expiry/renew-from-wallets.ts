import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Context, withTransaction } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { uuid } from "@/lib/id";
import { applyWallet } from "../apply-wallet";
import { isDue } from "./due";

const BATCH = 200;
const NOBODY = "00000000-0000-0000-0000-000000000000";
const Row = z.object({ customer_id: uuid() });

/** Nobody whose wallet holds the price is cut: their users with auto-renew go on from it, however many they are. */
export async function renewFromWallets(ctx: Context): Promise<void> {
  for (let after = NOBODY; ; ) {
    const rows = await dueWithMoney(ctx, after);
    for (const { customer_id: customerId } of rows) await renew(ctx, customerId);
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = last.customer_id;
  }
}

const dueWithMoney = (ctx: Context, after: string) =>
  executeRows(
    ctx.db,
    sql`select distinct u.customer_id from users u
        join packages p on p.id = coalesce(u.next_package_id, u.package_id)
        left join ledger_accounts w on w.customer_id = u.customer_id and w.kind = 'wallet'
        where ${isDue(ctx.now())} and u.billing_mode = 'prepaid' and u.auto_renew
          and (coalesce(w.balance_cents, 0) >= p.price_cents
            or exists (select 1 from discounts d where d.user_id = u.id and d.ended_at is null))
          and u.customer_id > ${after}::uuid
        order by u.customer_id limit ${BATCH}`,
    Row,
  );

async function renew(ctx: Context, customerId: string): Promise<void> {
  try {
    await withTransaction(ctx, (tx) => applyWallet(tx, { customerId }));
  } catch (error) {
    ctx.log.error({ err: error, customerId }, "a wallet could not be spent at expiry");
  }
}
