import { asc, eq, or } from "drizzle-orm";
import { gathered } from "@/lib/context";
import { isOneOf, schema } from "@/lib/db";

const { paymentChannels, stkAttempts } = schema;

/** What tells an attempt from all others. */
interface Name {
  by: "id" | "accountReference" | "tokenHash";
  value: string;
}

/**
 * The attempt and its channel, the attempt locked. One statement for all, whatever they are named by: two companies with
 * the callbacks and the echoes of the same pushes lock them in one order.
 */
export const lockAttempt = gathered("attempts", async (ctx, names: Name[]) => {
  const kinds = [...new Set(names.map(({ by }) => by))].sort();
  const named = kinds.map((kind) => {
    const alike = names.filter(({ by }) => by === kind);
    return isOneOf(
      stkAttempts[kind],
      alike.map(({ value }) => value),
    );
  });
  const rows = await ctx.tx
    .select({ attempt: stkAttempts, channel: paymentChannels })
    .from(stkAttempts)
    .innerJoin(paymentChannels, eq(paymentChannels.id, stkAttempts.channelId))
    .where(or(...named))
    .orderBy(asc(stkAttempts.id))
    .for("no key update", { of: stkAttempts });
  return names.map(({ by, value }) => rows.find(({ attempt }) => attempt[by] === value));
});
