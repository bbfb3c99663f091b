import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { conflict, invalid } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { parseReceipt } from "@/lib/mpesa";
import { recordAudit } from "@/services/audit";
import { failRequest } from "./requests/fail-request";
import { lockRequest } from "./requests/load-request";
import { needsStaff } from "./requests/needs-staff";
import { succeedRequest } from "./requests/succeed-request";
import { Reason } from "./schemas";

export const ResolveInput = z.object({
  requestId: uuid(),
  outcome: z.enum(["happened", "did_not_happen"], "Say what M-Pesa's portal shows."),
  /** M-Pesa's receipt of the reversal or refund. */
  receipt: z.string().trim().max(20).optional(),
  note: Reason,
});

/**
 * Staff have looked in M-Pesa's portal what became of a reversal or refund that M-Pesa does not tell us about. Their
 * word settles it; a later word of M-Pesa's still moves what it says has moved. Errors: forbidden, not_found,
 * invalid (receipt, note), conflict (it is settled, or M-Pesa may still answer).
 */
export async function resolveRequest(
  ctx: Context,
  input: z.input<typeof ResolveInput>,
): Promise<void> {
  authorise(ctx, { staff: "payments.reverse" });
  const { requestId, outcome, note, ...given } = ResolveInput.parse(input);
  const receipt = given.receipt ? parseReceipt(given.receipt) : undefined;
  if (outcome === "happened" && !receipt) {
    const message = "Enter the receipt that M-Pesa's portal shows: 10 letters and digits.";
    throw invalid(message, { receipt: message });
  }
  await withTransaction(ctx, async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (!needsStaff(request, tx.now()))
      throw conflict("This is settled, or M-Pesa may still answer. Please look again.");
    const words = `${note} (by staff)`;
    if (outcome === "happened")
      await succeedRequest(tx, request, { code: "staff", words, receipt });
    else await failRequest(tx, request, { code: "staff", words });
    await recordAudit(tx, {
      action: "payments.resolve-request",
      entity: { kind: "provider_request", id: requestId },
      data: { outcome, note, receipt },
    });
  });
}
