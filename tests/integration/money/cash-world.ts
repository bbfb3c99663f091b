import { eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { schema } from "@/lib/db";
import { recordCash } from "@/services/tills";
import { openDesk as openDeskOf } from "./open-desk";
import { type MoneyWorld, PRICE } from "./support";

/** What the tests of cash and of tills do and look at, on a money world. */
export function cashWorld(world: MoneyWorld) {
  const { db, job } = world;

  const openDesk = (role?: "support" | "finance") => openDeskOf(world, role);

  const take = (
    desk: { cashier: Context; tillSessionId: string },
    customerId: string,
    values: Partial<Parameters<typeof recordCash>[1]> = {},
  ) =>
    recordCash(desk.cashier, {
      formId: job.newId(),
      tillSessionId: desk.tillSessionId,
      customerId,
      amountCents: PRICE,
      ...values,
    });

  const tillBalance = async (channelId: string) =>
    (
      await db
        .select({ cents: schema.ledgerAccounts.balanceCents })
        .from(schema.ledgerAccounts)
        .where(eq(schema.ledgerAccounts.channelId, channelId))
    )[0]?.cents;

  return { openDesk, take, tillBalance };
}
