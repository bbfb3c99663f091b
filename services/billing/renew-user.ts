import { z } from "zod";
import type { TxContext } from "@/lib/context";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { formatMoney } from "@/lib/money";
import { buyPeriods } from "./buy-periods";
import { lockWalletAndUser, priceFor } from "./load-users";
import { scheduleNumbering } from "./number-bills";
import type { Renewal } from "./types";

const Input = z.object({
  userId: uuid(),
  periods: z.number().int().min(1).max(120),
  paymentId: uuid().optional(),
});

/**
 * Buys periods for a user from the customer's wallet: bill and payment in one. The caller has authorised. Throws
 * `not_found`, `conflict` (wallet too low, user closed).
 */
export async function renewUser(ctx: TxContext, input: z.input<typeof Input>): Promise<Renewal> {
  const { userId, periods, paymentId } = Input.parse(input);
  const { wallet: purse, user } = await lockWalletAndUser(ctx, userId);
  if (user.billingMode === "postpaid")
    throw conflict("A postpaid user is billed and buys no time.");
  const missing = priceFor(user, periods).totalCents - purse.balanceCents;
  if (missing > 0) throw conflict(`${formatMoney(missing)} more is needed in the wallet.`);
  scheduleNumbering(ctx);
  return buyPeriods(ctx, { purse, user, periods, isPurpose: true, cause: { paymentId } });
}
