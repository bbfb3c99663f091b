import { eq } from "drizzle-orm";
import { schema } from "@/lib/db";
import { claimPayment, getClaim, settle } from "@/services/payments";
import { waitFor } from "@/tests/support";
import { type Payer, type PaymentWorld, PRICE_CENTS } from "./support";

/** Reads what was asked of the provider, and waits for it. */
export function requestReaders({ db }: PaymentWorld) {
  const requestOf = async (id: string) => {
    const [row] = await db
      .select()
      .from(schema.providerRequests)
      .where(eq(schema.providerRequests.id, id));
    if (!row) throw new Error("no such request");
    return row;
  };
  const answered = (id: string, ...states: string[]) =>
    waitFor(
      `request to be ${states.join(" or ")}`,
      () => requestOf(id),
      (row) => states.includes(row.state),
    );
  /** The call has been made, and its reply (or that there was none) written down. */
  const left = (id: string) =>
    waitFor(
      "request to have left",
      () => requestOf(id),
      (row) => row.conversationId !== null || row.state === "unknown" || row.resolvedAt !== null,
    );
  const payment = async (id: string) => {
    const [row] = await db.select().from(schema.payments).where(eq(schema.payments.id, id));
    if (!row) throw new Error("no such payment");
    return row;
  };
  const walletOf = async (customerId: string) => {
    const [row] = await db
      .select()
      .from(schema.ledgerAccounts)
      .where(eq(schema.ledgerAccounts.customerId, customerId));
    return row?.balanceCents ?? 0;
  };
  const messagesOf = (customerId: string, template: string) =>
    db
      .select()
      .from(schema.messages)
      .where(eq(schema.messages.customerId, customerId))
      .then((rows) => rows.filter((row) => row.template === template));
  return { requestOf, left, answered, payment, walletOf, messagesOf };
}

/** What customers (or staff for them) do with a typed code. */
export function claimTools({ db, asCustomer, now }: PaymentWorld) {
  const claim = (payer: Payer, code: string, by = asCustomer(payer.customerId)) =>
    claimPayment(by, { customerId: payer.customerId, code });
  const progress = (payer: Payer, requestId: string) =>
    getClaim(asCustomer(payer.customerId), { requestId });
  /** Types a code that M-Pesa must be asked about. */
  async function asked(payer: Payer, code: string, by = asCustomer(payer.customerId)) {
    const claimed = await claim(payer, code, by);
    if (claimed.outcome !== "checking" || !claimed.requestId) throw new Error(claimed.outcome);
    return claimed.requestId;
  }
  /** As if the list had just been fetched: only M-Pesa's answer can bring the payment now. */
  const withoutPull = () => db.update(schema.paymentChannels).set({ pulledUntil: now() });
  const questionsAbout = (receipt: string) =>
    db.select().from(schema.providerRequests).where(eq(schema.providerRequests.receipt, receipt));
  return { claim, progress, asked, withoutPull, questionsAbout };
}

/** The customer pays the Paybill by hand, and nobody tells us. */
export const payUnheard = (world: PaymentWorld, payer: Payer, options: { from?: string } = {}) =>
  world.daraja.payDirect({
    phone: options.from ?? payer.phone,
    amount: PRICE_CENTS / 100,
    account: payer.accountNumber,
  });

/** The customer pays by hand, and the confirmation is settled. */
export async function payHeard(
  world: PaymentWorld,
  payer: Payer,
  options: { amountCents?: number; account?: string } = {},
) {
  const amountCents = options.amountCents ?? PRICE_CENTS;
  const entry = await world.daraja.payDirect({
    phone: payer.phone,
    amount: amountCents / 100,
    account: options.account ?? payer.accountNumber,
  });
  const settled = await settle(world.job, {
    kind: "c2b_confirmation",
    channelId: world.channelId,
    receipt: entry.receipt,
    amountCents,
    accountReference: options.account ?? payer.accountNumber,
    payer: { number: payer.phone },
    paidAt: world.now(),
    receivedAt: world.now(),
  });
  if (!("paymentId" in settled)) throw new Error(`not settled: ${settled.outcome}`);
  return { receipt: entry.receipt, paymentId: settled.paymentId };
}
