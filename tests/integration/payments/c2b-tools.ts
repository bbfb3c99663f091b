import { eq } from "drizzle-orm";
import { schema } from "@/lib/db";
import { pullPayments } from "@/services/payments";
import { waitFor } from "@/tests/support";
import type { PaymentWorld } from "./support";

/** Fetches the list of payments, and reads what came of it and of confirmations. */
export function c2bTools({ db, job, channelId, clock }: PaymentWorld) {
  const pull = () => {
    clock.offsetMs += 11_000;
    return pullPayments(job, { channelId });
  };
  const channel = async () => {
    const [row] = await db
      .select()
      .from(schema.paymentChannels)
      .where(eq(schema.paymentChannels.id, channelId));
    if (!row) throw new Error("no channel");
    return row;
  };
  const paymentWith = async (receipt: string) => {
    const [row] = await db
      .select()
      .from(schema.payments)
      .where(eq(schema.payments.receipt, receipt));
    return row;
  };
  const arrives = (receipt: string) =>
    waitFor(`payment ${receipt}`, () => paymentWith(receipt), Boolean);
  return { pull, channel, paymentWith, arrives };
}
