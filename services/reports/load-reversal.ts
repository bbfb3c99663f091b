import { eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { paymentReversals, staff } = schema;

/** That a payment was taken back: by whom and why. */
export interface ReversalView {
  kind: (typeof paymentReversals.$inferSelect)["kind"];
  reason: string;
  /** M-Pesa's receipt of it. */
  receipt: string | null;
  at: Date;
  staffName: string | null;
}

export async function loadReversal(ctx: Context, paymentId: string): Promise<ReversalView | null> {
  const [row] = await handle(ctx)
    .select({
      kind: paymentReversals.kind,
      reason: paymentReversals.reason,
      receipt: paymentReversals.receipt,
      at: paymentReversals.createdAt,
      staffName: staff.name,
    })
    .from(paymentReversals)
    .leftJoin(staff, eq(staff.id, paymentReversals.staffId))
    .where(eq(paymentReversals.paymentId, paymentId));
  return row ?? null;
}
