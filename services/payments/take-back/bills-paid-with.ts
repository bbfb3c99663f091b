import { sql } from "drizzle-orm";
import { z } from "zod";
import { moneySpent, type WalletMove } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { executeRows } from "@/lib/db";

const Source = z.object({ source: z.string().nullable(), cents: z.coerce.number() });
const Row = z.object({
  direction: z.enum(["debit", "credit"]),
  cents: z.coerce.number(),
  kind: z.string(),
  payment_id: z.string().nullable(),
  about: z.string(),
  allocated: z.array(Source).nullable(),
});

/**
 * The customer's bills that a payment's money stands in, also by way of the wallet: what was left of it, or came back
 * from another bill, may have been spent later. The wallet is locked, and nothing waits to be written.
 */
export async function billsPaidWith(
  ctx: TxContext,
  paymentId: string,
  customerId: string,
): Promise<string[]> {
  const spent = moneySpent(await loadMoves(ctx, customerId));
  return [...spent].flatMap(([billId, parts]) =>
    parts.some((part) => part.source === paymentId && part.cents > 0) ? [billId] : [],
  );
}

async function loadMoves(ctx: TxContext, customerId: string): Promise<WalletMove[]> {
  const rows = await executeRows(
    ctx.tx,
    sql`select e.direction::text as direction, e.amount_cents as cents, j.kind, j.payment_id,
          coalesce(j.bill_id::text, split_part(j.idempotency_key, ':', 2)) as about,
          (select json_agg(json_build_object('source', x.payment_id, 'cents', x.amount_cents))
            from allocations x where x.journal_id = j.id) as allocated
        from ledger_accounts a
        join ledger_entries e on e.account_id = a.id
        join journals j on j.id = e.journal_id
        where a.kind = 'wallet' and a.customer_id = ${customerId}::uuid
        order by e.account_version`,
    Row,
  );
  return rows.map(moveOf);
}

function moveOf({ about, allocated, cents, direction, kind, ...row }: z.output<typeof Row>) {
  const source = row.payment_id;
  if (direction === "debit")
    return { kind: "out" as const, on: about, cents, of: allocated ?? [{ source, cents }] };
  if (kind === "credit_note" || kind === "refund_returned")
    return { kind: "back" as const, on: about, cents };
  return { kind: "in" as const, source, cents };
}
