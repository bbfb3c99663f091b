import { eq } from "drizzle-orm";
import { sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { type MoneyWorld, newReceipt, PRICE, SHORTCODE } from "./support";

const { callbackInbox, paymentChannels } = schema;
const TOKEN_HASH = sha256("the secret of confirmations");
type Attempt = Awaited<ReturnType<MoneyWorld["addAttempt"]>>;
type Row = typeof callbackInbox.$inferInsert;

/** What M-Pesa has sent and nobody has judged yet; each returns the id of its row. */
export async function createInbox(world: MoneyWorld) {
  await world.db
    .update(paymentChannels)
    .set({ hookTokenHash: TOKEN_HASH })
    .where(eq(paymentChannels.id, world.channel.id));
  let count = 0;

  async function store(row: Pick<Row, "kind" | "tokenHash" | "body"> & Partial<Row>) {
    const [stored] = await world.db
      .insert(callbackInbox)
      .values({
        dedupeHash: sha256(`stored ${++count}`),
        tokenKnown: true,
        sourceAddress: "127.0.0.1",
        sourceTrusted: true,
        receivedAt: world.clock.now,
        ...row,
      })
      .returning({ id: callbackInbox.id });
    return stored?.id ?? "";
  }

  /** A push with the ids that its callback will name. */
  const pushed = (payer: Parameters<MoneyWorld["addAttempt"]>[0]) =>
    world.addAttempt(payer, {
      merchantRequestId: `m-${++count}`,
      checkoutRequestId: `ws_CO_${count}`,
      pushedAt: world.clock.now,
    });

  /** The push's own callback: paid. */
  function callback(attempt: Attempt, receipt: string): Promise<string> {
    const stkCallback = {
      MerchantRequestID: attempt.merchantRequestId,
      CheckoutRequestID: attempt.checkoutRequestId,
      ResultCode: 0,
      ResultDesc: "The service request is processed successfully.",
      CallbackMetadata: {
        Item: [
          { Name: "Amount", Value: attempt.amountCents / 100 },
          { Name: "MpesaReceiptNumber", Value: receipt },
        ],
      },
    };
    const body = JSON.stringify({ Body: { stkCallback } });
    return store({ kind: "stk_callback", tokenHash: attempt.tokenHash, body });
  }

  /** A confirmation: money under an account, or the echo of a push under its reference. */
  function echo({
    receipt = newReceipt(),
    accountReference,
    sourceTrusted = true,
  }: {
    receipt?: string;
    accountReference: string;
    sourceTrusted?: boolean;
  }): Promise<string> {
    const body = JSON.stringify({
      TransactionType: "Pay Bill",
      TransID: receipt,
      TransTime: "20260610090000",
      TransAmount: String(PRICE / 100),
      BusinessShortCode: SHORTCODE,
      BillRefNumber: accountReference,
    });
    return store({ kind: "c2b_confirmation", tokenHash: TOKEN_HASH, body, sourceTrusted });
  }

  return { pushed, callback, echo };
}
