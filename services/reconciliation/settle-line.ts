import type { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { conflict } from "@/lib/errors";
import { type SettleOutcome, settle } from "@/services/payments";
import { ByLine, loadLine } from "@/services/statements";

/**
 * Settles money in that the provider has listed and we do not have, as pull would have: it credits, pays and renews.
 * Twice is once. Errors: forbidden, not_found, conflict (money that left).
 */
export async function settleLine(
  ctx: Context,
  input: z.input<typeof ByLine>,
): Promise<SettleOutcome> {
  authorise(ctx, { staff: "payments.write" });
  const { lineId } = ByLine.parse(input);
  const line = await loadLine(ctx, lineId);
  if (line.direction === "out") throw conflict("Money that left cannot be credited to anybody.");
  return settle(ctx, {
    kind: "pull",
    channelId: line.channelId,
    receipt: line.receipt,
    amountCents: line.amountCents,
    paidAt: line.completedAt,
    payer: { number: line.payerNumber ?? undefined, name: line.payerName ?? undefined },
    accountReference: line.accountReference ?? undefined,
    receivedAt: ctx.now(),
  });
}
