import { eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { parseC2bConfirmation } from "@/lib/mpesa";
import type { InboxRow, Judgement } from "./judge-callback";
import { quarantine, settled } from "./judgement";
import { settle } from "./settle";
import { verifyChannel } from "./verify-first";

const { paymentChannels } = schema;

const FAULTS = {
  shape: "The body is no payment confirmation.",
  receipt: "Its receipt is none of M-Pesa's: look the payment up in M-Pesa's portal.",
  amount:
    "Its amount is not one that M-Pesa can have moved: look the payment up in M-Pesa's portal.",
};

/**
 * A C2B confirmation says that money has moved: directly, or as the echo of a push. It is believed if its
 * secret address and its source fit; else the list of payments is fetched and believed instead.
 */
export async function judgeC2b(ctx: TxContext, row: InboxRow): Promise<Judgement> {
  const report = parseC2bConfirmation(row.body);
  const [channel] = await ctx.tx
    .select()
    .from(paymentChannels)
    .where(eq(paymentChannels.hookTokenHash, row.tokenHash));
  if (!channel) return quarantine("The secret in its address is unknown.");
  if ("fault" in report) {
    // From M-Pesa's own addresses money has moved all the same: its list may say it better.
    if (row.sourceTrusted) await verifyChannel(ctx, channel.id);
    return quarantine(FAULTS[report.fault]);
  }
  if (!row.sourceTrusted) {
    await verifyChannel(ctx, channel.id);
    return quarantine(`It came from ${row.sourceAddress}, which is not M-Pesa's.`);
  }
  const result = await settle(ctx, {
    kind: "c2b_confirmation",
    channelId: channel.id,
    receipt: report.receipt,
    amountCents: report.amountCents,
    paidAt: report.paidAt,
    payer: { number: report.payerNumber, name: report.payerName },
    accountReference: report.accountReference,
    shortcode: report.shortcode,
    inboxId: row.id,
    receivedAt: row.receivedAt,
  });
  return settled(ctx, undefined, result);
}
