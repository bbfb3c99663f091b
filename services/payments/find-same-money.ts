import { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { uuid } from "@/lib/id";
import { findPairs, type SameMoneyPair } from "./same-money/candidates";

const Input = z.object({ paymentId: uuid() });

/**
 * What may be the same money as this payment: of one under a receipt the pushes that were paid without one, of one
 * without a receipt the receipts that belong to no push. Same amount and channel, three days apart at most; whoever
 * looks decides. Errors: forbidden.
 */
export async function findSameMoney(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<SameMoneyPair[]> {
  authorise(ctx, { staff: "read" });
  const parsed = Input.safeParse(input);
  return parsed.success ? findPairs(ctx, parsed.data) : [];
}
