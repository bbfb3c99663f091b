import { eq } from "drizzle-orm";
import { type AccountRef, movePostings } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { formatMoney } from "@/lib/money";
import { type JournalKind, openWallet, postJournal } from "@/services/ledger";
import { tellCustomer } from "../tell-customer";
import type { ProviderRequest } from "./request-states";

const { journals } = schema;

type Refund = ProviderRequest & { customerId: string; amountCents: number };

function refundOf(request: ProviderRequest): Refund {
  const { customerId, amountCents } = request;
  if (!customerId || !amountCents) throw new Error("a refund has a customer and an amount");
  return { ...request, customerId, amountCents };
}

/** The wallet's money is on its way out: from here on nothing else can spend it. Throws `conflict` (wallet too low). */
export const setRefundAside = (ctx: TxContext, request: ProviderRequest) =>
  move(ctx, request, "refund_request", "Refund asked of M-Pesa");

/** It did not leave: the wallet has it again. */
export async function returnRefund(ctx: TxContext, request: ProviderRequest, why: string) {
  await move(ctx, request, "refund_returned", `Refund not made: ${why}`);
}

/** M-Pesa has paid it. What had gone back to the wallet, because we took it for failed, leaves it again. */
export async function payRefundOut(ctx: TxContext, request: ProviderRequest, receipt?: string) {
  const refund = refundOf(request);
  const returned = await wasPosted(ctx, `refund_returned:${refund.id}`);
  const words = `Refund paid by M-Pesa${receipt ? ` (${receipt})` : ""}`;
  await move(ctx, refund, returned ? "refund_late" : "refund_paid", words);
  await tellCustomer(ctx, {
    customerId: refund.customerId,
    template: "refund_sent",
    values: { amount: formatMoney(refund.amountCents), receipt: receipt ?? "to follow" },
    dedupeKey: `refund:${refund.id}`,
  });
}

type RefundJournal = Extract<JournalKind, `refund_${string}`>;

function routeOf(kind: RefundJournal, wallet: AccountRef): [from: AccountRef, to: AccountRef] {
  switch (kind) {
    case "refund_request":
      return [wallet, "refunds_pending"];
    case "refund_returned":
      return ["refunds_pending", wallet];
    case "refund_paid":
      return ["refunds_pending", "mpesa_clearing"];
    case "refund_late":
      return [wallet, "mpesa_clearing"];
  }
}

async function move(
  ctx: TxContext,
  request: ProviderRequest,
  kind: RefundJournal,
  description: string,
) {
  const { id, customerId, amountCents } = refundOf(request);
  const [from, to] = routeOf(kind, { walletId: await openWallet(ctx, customerId) });
  const postings = movePostings(from, to, amountCents);
  await postJournal(ctx, { key: `${kind}:${id}`, kind, description, postings });
}

async function wasPosted(ctx: TxContext, key: string): Promise<boolean> {
  const [row] = await ctx.tx
    .select({ id: journals.id })
    .from(journals)
    .where(eq(journals.idempotencyKey, key));
  return row !== undefined;
}
