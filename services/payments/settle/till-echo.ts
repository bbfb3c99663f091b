import { and, asc, eq, gte, inArray, isNull, lte, or, sql } from "drizzle-orm";
import { claim, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { parsePayerNumber } from "@/lib/mpesa";
import { hashPhone } from "@/lib/phone";
import type { Evidence } from "../evidence";
import type { Attempt, Channel } from "./types";

/*
 * A Till's echo of an STK payment carries no reference, so only channel, amount, payer and time can say that the two
 * are the same money. They are trusted only for attempts that a query has vouched for.
 */
const WINDOW_MS = 10 * 60_000;
const NAMES_NO_ATTEMPT = new Set<Evidence["kind"]>([
  "c2b_confirmation",
  "pull",
  "transaction_status",
]);
const { payments, stkAttempts } = schema;

/** The attempt whose receipt this report may be bringing. `ambiguous` when its money was posted without one. */
export async function findAwaitingAttempt(
  ctx: TxContext,
  evidence: Evidence,
  { environment, provider }: Channel,
): Promise<{ attempt?: Attempt; ambiguous?: boolean }> {
  if (!NAMES_NO_ATTEMPT.has(evidence.kind) || evidence.accountReference || !evidence.amountCents)
    return {};
  const at = (evidence.paidAt ?? evidence.receivedAt).getTime();
  // The few that lack a receipt, found first: among all attempts of ever there is no other way to them.
  const withoutReceipt = sql`array(
    select a.id from stk_attempts a where a.state = 'paid_no_receipt'
    union all select p.attempt_id from payments p
      where p.provider = ${provider} and p.environment = ${environment} and p.receipt is null)`;
  const rows = await ctx.tx
    .select({ attempt: stkAttempts })
    .from(stkAttempts)
    .where(
      and(
        sql`${stkAttempts.id} = any(${withoutReceipt})`,
        eq(stkAttempts.channelId, evidence.channelId),
        eq(stkAttempts.amountCents, evidence.amountCents),
        inArray(stkAttempts.state, ["paid_no_receipt", "paid"]),
        gte(stkAttempts.requestedAt, new Date(at - WINDOW_MS)),
        lte(stkAttempts.requestedAt, new Date(at + WINDOW_MS)),
      ),
    )
    .orderBy(asc(stkAttempts.requestedAt))
    .for("no key update");
  const fitting = rows.filter((row) => isPayer(evidence.payer?.number, row.attempt.phone));
  for (const { attempt } of fitting) claim(ctx, `customer ${attempt.customerId}`);
  const awaiting = fitting.find((row) => row.attempt.state === "paid_no_receipt");
  if (awaiting) return { attempt: awaiting.attempt };
  return { ambiguous: fitting.length > 0 };
}

/** A payment without a reference that fits this attempt and belongs to none, if there is just one. */
export async function findUnlinkedPayment(ctx: TxContext, attempt: Attempt) {
  const at = attempt.requestedAt.getTime();
  const rows = await ctx.tx
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.channelId, attempt.channelId),
        eq(payments.amountCents, attempt.amountCents),
        isNull(payments.attemptId),
        or(isNull(payments.accountReference), eq(payments.accountReference, "")),
        inArray(payments.status, ["credited", "suspense", "split"]),
        gte(payments.paidAt, new Date(at - WINDOW_MS)),
        lte(payments.paidAt, new Date(at + WINDOW_MS)),
      ),
    )
    .orderBy(asc(payments.id))
    .for("no key update");
  const fitting = rows.filter((row) => isPayer(row.payerNumber ?? undefined, attempt.phone));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Plain, hashed, or masked ("2547 ***** 126": the digits that can be seen agree). */
export function isPayer(number: string | undefined, phone: string): boolean {
  const payer = number ? parsePayerNumber(number) : undefined;
  if (payer?.form === "plain") return payer.phone === phone;
  if (payer?.form === "hashed") return payer.hash === hashPhone(phone);
  if (payer?.form !== "masked") return false;
  const [head = "", tail = ""] = payer.text.split(/\*+/).map((part) => part.replace(/\D/g, ""));
  const digits = phone.replace(/^\+/, "");
  return tail.length >= 3 && digits.startsWith(head) && digits.endsWith(tail);
}
