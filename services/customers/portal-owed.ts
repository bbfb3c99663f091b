import { asc, inArray } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { rowsOfEach } from "@/lib/group-by";
import { type Owed, type OwedBill, quoteOwed } from "@/services/billing";

/** A bill, and what it is for. */
export type NamedBill = OwedBill & { what: string };

interface AllOwed extends Owed {
  bills: NamedBill[];
}

export interface PortalOwed extends AllOwed {
  /** What a payment does, and what it does not. */
  words: string;
  openAttemptId?: string;
}

type UserRow = Pick<typeof schema.users.$inferSelect, "id" | "status" | "pausedAt" | "billingMode">;

/** All that a customer owes. */
export async function loadOwed(ctx: Context, customerId: string): Promise<AllOwed> {
  const owed = await quoteOwed(ctx, { customerId });
  return { ...owed, bills: await withWords(ctx, owed.bills) };
}

/**
 * What is owed and no price asks for: all of it for somebody who can buy nothing for one of their users, or has none;
 * for others, as soon as there is a bill that is not about their time. Undefined when that is nothing. Pure.
 */
export function owedBesidePrices(owed: AllOwed, theirs: UserRow[]): PortalOwed | undefined {
  if (owed.toPayCents <= 0) return undefined;
  const shut = theirs.filter((user) => user.status !== "active");
  const canBuy = theirs.length > 0 && shut.length === 0;
  if (canBuy && owed.bills.every((bill) => isAskedWithPrice(bill, theirs))) return undefined;
  return { ...owed, words: canBuy ? ACTIVE : wordsOf(shut) };
}

/** Bills that start time, and all bills of those who pay after use, are part of a user's price. */
function isAskedWithPrice({ userId, periods }: OwedBill, users: UserRow[]): boolean {
  const user = users.find(({ id }) => id === userId);
  return user !== undefined && (user.billingMode === "postpaid" || periods > 0);
}

async function withWords(ctx: Context, bills: OwedBill[]): Promise<NamedBill[]> {
  const { billLines } = schema;
  const ids = bills.map(({ id }) => id);
  if (ids.length === 0) return [];
  const lines = await handle(ctx)
    .select({ billId: billLines.billId, description: billLines.description })
    .from(billLines)
    .where(inArray(billLines.billId, ids))
    .orderBy(asc(billLines.position));
  const linesOf = rowsOfEach(ids, lines, ({ billId }) => billId);
  return bills.map((bill, n) => ({
    ...bill,
    what: (linesOf[n] ?? []).map(({ description }) => description).join(", "),
  }));
}

const ACTIVE = "A payment settles this; your package is paid separately, above.";

function wordsOf(shut: UserRow[]): string {
  if (shut.length === 0) return "A payment settles it.";
  const isSuspended = shut.some((user) => user.pausedAt === null);
  return isSuspended
    ? "A payment settles this and no more: your connection stays suspended until we lift that. Please contact us."
    : "A payment settles this and no more: your connection stays paused until you ask us to go on.";
}
