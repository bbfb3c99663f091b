import { and, eq, isNull, ne } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { accountPart, normaliseReference, parsePayerNumber } from "@/lib/mpesa";
import { parsePhone } from "@/lib/phone";

const { customerPhones, customers, payments, stkAttempts } = schema;

export interface ResolvedAccount {
  /** The one customer meant; undefined sends the money to suspense. */
  customerId?: string;
  /** The push that this money answers. */
  attemptId?: string;
}

/** What a report says about who is meant. */
export interface AccountClue {
  channelId: string;
  reference: string;
  payerNumber?: string;
  amountCents: number;
  receipt: string;
}

/**
 * Finds whom direct money is for: the push's own reference, else an account number, else a phone number; for a
 * till, which has no reference, the payer. Exactly one or nobody: never guessed from the amount.
 */
export async function resolveAccount(ctx: Context, clue: AccountClue): Promise<ResolvedAccount> {
  const reference = normaliseReference(clue.reference);
  if (!reference) return { customerId: await customerOfPayer(ctx, clue.payerNumber) };
  const attempt = await attemptOf(ctx, clue, reference);
  if (attempt) return attempt;
  const account = accountPart(reference) ?? reference;
  return {
    customerId: (await customerOfAccount(ctx, account)) ?? (await customerOfPhone(ctx, reference)),
  };
}

/**
 * A customer may retype the reference of an old push: it is that push only while no other receipt answers it
 * and the amount is the same. Otherwise it is this customer's direct payment.
 */
async function attemptOf(
  ctx: Context,
  clue: AccountClue,
  reference: string,
): Promise<ResolvedAccount | undefined> {
  const [attempt] = await handle(ctx)
    .select()
    .from(stkAttempts)
    .where(eq(stkAttempts.accountReference, reference));
  if (!attempt) return undefined;
  const { customerId } = attempt;
  const samePush =
    attempt.channelId === clue.channelId &&
    attempt.pushedAt !== null &&
    attempt.amountCents === clue.amountCents;
  if (!samePush) return { customerId };
  const [other] = await handle(ctx)
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.attemptId, attempt.id), ne(payments.receipt, clue.receipt)))
    .limit(1);
  return other ? { customerId } : { customerId, attemptId: attempt.id };
}

async function customerOfAccount(ctx: Context, account: string): Promise<string | undefined> {
  const [row] = await handle(ctx)
    .select({ id: customers.id })
    .from(customers)
    .where(eq(customers.accountNumber, account));
  return row?.id;
}

async function customerOfPhone(ctx: Context, typed: string): Promise<string | undefined> {
  const phone = parsePhone(typed);
  if (!phone) return undefined;
  return onlyCustomer(ctx, eq(customerPhones.phone, phone));
}

/** A masked number names nobody. */
async function customerOfPayer(ctx: Context, number?: string): Promise<string | undefined> {
  const payer = number === undefined ? undefined : parsePayerNumber(number);
  if (payer?.form === "plain") return onlyCustomer(ctx, eq(customerPhones.phone, payer.phone));
  if (payer?.form === "hashed") return onlyCustomer(ctx, eq(customerPhones.phoneHash, payer.hash));
  return undefined;
}

async function onlyCustomer(ctx: Context, is: ReturnType<typeof eq>): Promise<string | undefined> {
  const rows = await handle(ctx)
    .selectDistinct({ customerId: customerPhones.customerId })
    .from(customerPhones)
    .where(and(is, isNull(customerPhones.removedAt)))
    .limit(2);
  return rows.length === 1 ? rows[0]?.customerId : undefined;
}
