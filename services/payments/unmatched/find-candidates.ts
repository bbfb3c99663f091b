import {
  and,
  eq,
  gte,
  ilike,
  inArray,
  isNull,
  like,
  lte,
  ne,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { parsePayerNumber } from "@/lib/mpesa";
import { nearMisses } from "@/lib/near-miss";
import { containsPattern } from "@/lib/paging";
import { hashPhone } from "@/lib/phone";
import type { Traces } from "./traces";

const ACCOUNT_DIGITS = 8;
const SUBSCRIBER_DIGITS = 9;
const AROUND_MS = 15 * 60_000;
/** Of customers that only their name or what they owe speaks for. */
const FEW = 40;
const { bills, customerPhones, customers, stkAttempts, users } = schema;

/** Ids of active customers that any trace of the payment leads to: wide, as scoring comes after. */
export async function findCandidates(ctx: Context, traces: Traces): Promise<string[]> {
  const found = await Promise.all([
    byAccount(ctx, traces),
    byPhone(ctx, traces),
    byUsername(ctx, traces),
    byName(ctx, traces),
    byPush(ctx, traces),
    byDebt(ctx, traces),
  ]);
  return [...new Set(found.flat().map((row) => row.id))];
}

type Ids = Promise<{ id: string }[]>;
const nobody: Ids = Promise.resolve([]);

function byAccount(ctx: Context, { digits }: Traces): Ids {
  if (digits.length < ACCOUNT_DIGITS - 1 || digits.length > 20) return nobody;
  const inside = Array.from({ length: digits.length - ACCOUNT_DIGITS + 1 }, (_, i) =>
    digits.slice(i, i + ACCOUNT_DIGITS),
  );
  const numbers = [...inside, ...nearMisses(digits, ACCOUNT_DIGITS)];
  if (numbers.length === 0) return nobody;
  return handle(ctx)
    .select({ id: customers.id })
    .from(customers)
    .where(inArray(customers.accountNumber, numbers));
}

function byPhone(ctx: Context, { payerNumber, subscriber }: Traces): Ids {
  const clues: SQL[] = [];
  if (subscriber) {
    const numbers = [subscriber, ...nearMisses(subscriber, SUBSCRIBER_DIGITS)];
    const hashes = numbers.map((number) => hashPhone(`+254${number}`));
    clues.push(inArray(customerPhones.phoneHash, hashes));
  }
  const payer = payerNumber ? parsePayerNumber(payerNumber) : undefined;
  if (payer?.form === "plain") clues.push(eq(customerPhones.phone, payer.phone));
  if (payer?.form === "hashed") clues.push(eq(customerPhones.phoneHash, payer.hash));
  if (payer?.form === "masked") {
    const [head = "", tail = ""] = payer.text.split(/\*+/).map((part) => part.replace(/\D/g, ""));
    if (tail.length >= 3) clues.push(like(customerPhones.phone, `+${head}%${tail}`));
  }
  if (clues.length === 0) return nobody;
  return handle(ctx)
    .select({ id: customerPhones.customerId })
    .from(customerPhones)
    .where(and(isNull(customerPhones.removedAt), or(...clues)))
    .limit(FEW);
}

function byUsername(ctx: Context, { plain }: Traces): Ids {
  if (plain.length < 3) return nobody;
  return handle(ctx)
    .select({ id: users.customerId })
    .from(users)
    .where(and(sql`lower(${users.username}) = ${plain}`, ne(users.status, "closed")))
    .limit(FEW);
}

function byName(ctx: Context, { names }: Traces): Ids {
  if (names.length === 0) return nobody;
  const patterns = names.slice(0, 6).map((name) => ilike(customers.name, containsPattern(name)));
  const hits = patterns.map((pattern) => sql`(${pattern})::int`);
  return handle(ctx)
    .select({ id: customers.id })
    .from(customers)
    .where(or(...patterns))
    .orderBy(sql`${sql.join(hits, sql` + `)} desc`, customers.id)
    .limit(FEW);
}

function byPush(ctx: Context, { amountCents, channelId, paidAt }: Traces): Ids {
  return handle(ctx)
    .selectDistinct({ id: stkAttempts.customerId })
    .from(stkAttempts)
    .where(
      and(
        eq(stkAttempts.channelId, channelId),
        eq(stkAttempts.amountCents, amountCents),
        ne(stkAttempts.state, "paid"),
        gte(stkAttempts.requestedAt, new Date(paidAt.getTime() - AROUND_MS)),
        lte(stkAttempts.requestedAt, new Date(paidAt.getTime() + AROUND_MS)),
      ),
    )
    .limit(FEW);
}

function byDebt(ctx: Context, { amountCents }: Traces): Ids {
  return handle(ctx)
    .selectDistinct({ id: bills.customerId })
    .from(bills)
    .where(
      and(eq(bills.status, "open"), sql`${bills.totalCents} - ${bills.paidCents} = ${amountCents}`),
    )
    .limit(FEW);
}
