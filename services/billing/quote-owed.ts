import { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { uuid } from "@/lib/id";
import { ceilToShilling } from "@/lib/money";
import { walletBalance } from "@/services/ledger";
import { balanceOf, loadOpenBills } from "./open-bills";
import { debtOf } from "./words";

export interface OwedBill {
  id: string;
  number: string | null;
  leftCents: number;
  dueAt: Date | null;
  userId: string | null;
  /** Paying it starts so much time; 0 for fees, and for time that was used. */
  periods: number;
}

/** What a customer owes, whatever their users may buy. */
export interface Owed {
  /** A payment that was taken back after it had been used. */
  debtCents: number;
  /** Open ones, oldest first, each with what is left to pay. */
  bills: OwedBill[];
  /** Money that waits in the wallet and counts towards it. */
  walletCents: number;
  /** All of it less the wallet, to the cent. */
  owedCents: number;
  /** What settles all of it, in whole shillings; 0 when nothing is owed. */
  toPayCents: number;
}

const Input = z.object({ customerId: uuid() });

/** What a payment without another purpose settles: the debt first, then the open bills. Errors: forbidden. */
export async function quoteOwed(ctx: Context, input: z.input<typeof Input>): Promise<Owed> {
  const { customerId } = Input.parse(input);
  authorise(ctx, { staff: "read", customer: customerId, job: true });
  const { balanceCents } = await walletBalance(ctx, { customerId });
  const open = await loadOpenBills(ctx, customerId);
  const billedCents = open.reduce((sum, bill) => sum + balanceOf(bill), 0);
  const owedCents = Math.max(0, billedCents - balanceCents);
  return {
    debtCents: debtOf(balanceCents),
    bills: open.map((bill) => ({
      id: bill.id,
      number: bill.number,
      leftCents: balanceOf(bill),
      dueAt: bill.dueAt,
      userId: bill.userId,
      periods: bill.periods,
    })),
    walletCents: Math.max(0, balanceCents),
    owedCents,
    toPayCents: ceilToShilling(owedCents),
  };
}
