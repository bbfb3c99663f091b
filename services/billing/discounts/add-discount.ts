import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { invalid } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { loadUser } from "../load-users";

const MAX_CENTS = 100_000_000;
const Input = z.object({
  userId: uuid(),
  kind: z.enum(["percent", "amount"]),
  /** Basis points of the price, or cents of each period. */
  value: z.coerce
    .number("Say how much.")
    .int("Whole numbers only.")
    .min(1, "A discount is more than nothing."),
  reason: z.string("Say why.").trim().min(3, "Say why.").max(200, "At most 200 characters."),
  /** By default now. */
  validFrom: z.coerce.date().optional(),
  validUntil: z.coerce.date().optional(),
});

/**
 * Makes a user's periods cheaper from a day on; several discounts add up. It is never edited: end it and make another.
 * Errors: forbidden, not_found, invalid (too much, ends before it begins).
 */
export async function addDiscount(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ discountId: string }> {
  authorise(ctx, { staff: "billing.write" });
  const { validFrom = ctx.now(), ...discount } = Input.parse(input);
  requireSense(ctx, { ...discount, validFrom });
  return withTransaction(ctx, async (tx) => {
    await loadUser(tx, discount.userId);
    const id = tx.newId();
    await tx.tx
      .insert(schema.discounts)
      .values({ id, ...discount, validFrom, staffId: tx.actor.id, createdAt: tx.now() });
    await recordAudit(tx, {
      action: "billing.add-discount",
      entity: { kind: "user", id: discount.userId },
      data: { discountId: id, ...discount },
    });
    return { discountId: id };
  });
}

function requireSense(
  ctx: Context,
  discount: Pick<z.output<typeof Input>, "kind" | "value" | "validUntil"> & { validFrom: Date },
) {
  const refuse = (field: string, words: string) => invalid(words, { [field]: words });
  if (discount.kind === "percent" && discount.value > 10_000)
    throw refuse("value", "A discount is at most 100 %.");
  if (discount.value > MAX_CENTS) throw refuse("value", "At most KES 1,000,000.");
  const { validFrom, validUntil } = discount;
  if (validUntil && (validUntil <= validFrom || validUntil <= ctx.now()))
    throw refuse("validUntil", "It must end after it begins, and not in the past.");
}
