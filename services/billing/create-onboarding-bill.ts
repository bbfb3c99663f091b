import type { TxContext } from "@/lib/context";

export interface OnboardingBill {
  billId: string;
  totalCents: number;
}

/**
 * Bills fees and, if asked for, the user's first period, prices inclusive of taxes. The period starts when the bill
 * is paid. Returns undefined when there is nothing to bill. The caller has authorised. Throws `not_found`, `invalid`.
 */
export async function createOnboardingBill(
  _ctx: TxContext,
  _input: {
    customerId: string;
    userId: string;
    fees: { description: string; amountCents: number }[];
    firstPeriod: boolean;
  },
): Promise<OnboardingBill | undefined> {
  throw new Error("not yet");
}
