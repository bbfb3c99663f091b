import { claim, type TxContext } from "@/lib/context";
import type { Evidence, SettleOutcome } from "../evidence";
import { attachAttempt, attachReceipt } from "./attach";
import { claimSuspense, needsAPerson } from "./claim-suspense";
import { postPayment } from "./credit";
import {
  correctDate,
  detachPayment,
  findByAttempt,
  findByReceipt,
  insertPayment,
  writeReference,
} from "./payment-rows";
import { quarantine, recordEvidence } from "./record-evidence";
import { resolveAccount } from "./resolve-account";
import type { Attempt, Money, Payment } from "./types";

/** Credits money that has a receipt: once, to the attempt it belongs to, else to whom the account names. */
export async function settleMoney(ctx: TxContext, money: Money): Promise<SettleOutcome> {
  const { attempt, evidence, receipt } = money;
  const own = attempt && hasPayment(attempt) ? await findByAttempt(ctx, attempt.id) : undefined;
  if (own?.receipt === receipt) return confirmKnown(ctx, money, own);
  if (!attempt || !mayOwn(money, own)) return settleDirect(ctx, money);
  if (!own) return settleOwned(ctx, money, attempt);
  if (own.receipt === null) return attachReceipt(ctx, money, own, attempt);
  claim(ctx, `receipt ${own.receipt}`);
  // Another receipt stands for this attempt, though not by the attempt's own callback: two real payments.
  if (await detachPayment(ctx, own)) return settleOwned(ctx, money, attempt);
  return quarantine(ctx, evidence, "a second callback with another receipt for one attempt", {
    paymentId: own.id,
    attemptId: attempt.id,
  });
}

const hasPayment = (attempt: Attempt) => attempt.state === "paid" || attempt.state === "reversed";

/** The callback's secret path names its attempt for certain; a reference may have been typed again by a person. */
function mayOwn({ attempt, evidence, amountCents }: Money, own: Payment | undefined): boolean {
  if (own?.status === "reversed") return false;
  if (evidence.kind === "stk_callback") return true;
  return amountCents === attempt?.amountCents && (own === undefined || own.receipt === null);
}

async function settleOwned(ctx: TxContext, money: Money, attempt: Attempt): Promise<SettleOutcome> {
  const flags = [...money.flags];
  if (money.amountCents !== attempt.amountCents) flags.push("amount_differs");
  const owned = { ...money, flags };
  const payment = await insertPayment(ctx, owned, {
    attemptId: attempt.id,
    customerId: attempt.customerId,
  });
  if (payment) return creditNew(ctx, owned, payment, attempt);
  const standing = await findByReceipt(ctx, money.channel, money.receipt);
  if (!standing) throw new Error("the receipt was taken, and then it was not");
  return attachAttempt(ctx, money, standing, attempt);
}

async function settleDirect(ctx: TxContext, money: Money): Promise<SettleOutcome> {
  const { attempt, evidence } = money;
  const customerId = money.ambiguous
    ? undefined
    : (attempt?.customerId ?? evidence.customerId ?? (await namedBy(ctx, evidence)));
  const flags = money.ambiguous ? [...money.flags, "may_be_receiptless_payment"] : money.flags;
  const payment = await insertPayment(ctx, { ...money, flags }, { customerId });
  if (payment) return creditNew(ctx, money, payment);
  const standing = await findByReceipt(ctx, money.channel, money.receipt);
  if (!standing) throw new Error("the receipt was taken, and then it was not");
  return confirmKnown(ctx, money, standing);
}

/** A status query does not say what was typed as account, so its payer alone names nobody: the list will. */
const namedBy = async (ctx: TxContext, { kind, accountReference, payer }: Evidence) =>
  kind === "transaction_status"
    ? undefined
    : await resolveAccount(ctx, accountReference, payer?.number);

async function creditNew(
  ctx: TxContext,
  { evidence }: Money,
  payment: Payment,
  attempt?: Attempt,
): Promise<SettleOutcome> {
  recordEvidence(ctx, evidence, { paymentId: payment.id, attemptId: attempt?.id });
  const { purpose, receivedAt } = evidence;
  await postPayment(ctx, { payment, attempt, purpose, receivedAt });
  const outcome = payment.customerId ? "credited" : "suspense";
  return { outcome, paymentId: payment.id };
}

/** The receipt stands already: nothing is posted, and only the same amount agrees with it. */
async function confirmKnown(
  ctx: TxContext,
  money: Money,
  payment: Payment,
): Promise<SettleOutcome> {
  const links = { paymentId: payment.id, attemptId: payment.attemptId ?? undefined };
  if (payment.amountCents !== money.amountCents)
    return quarantine(ctx, money.evidence, "known receipt with another amount", links);
  recordEvidence(ctx, money.evidence, links);
  await correctDate(ctx, money, payment);
  if (payment.status === "suspense") await findOwner(ctx, money, payment);
  return { outcome: "already_known", paymentId: payment.id };
}

/** Money in suspense, and a report that says more than the first: whose it is, or what was typed as account. */
async function findOwner(ctx: TxContext, { evidence }: Money, payment: Payment) {
  const { accountReference, payer, receivedAt } = evidence;
  const saysMore = accountReference !== undefined && payment.accountReference === null;
  if (saysMore) await writeReference(ctx, payment, accountReference);
  if (needsAPerson(payment)) return;
  const customerId =
    evidence.customerId ??
    (saysMore ? await resolveAccount(ctx, accountReference, payer?.number) : undefined);
  if (customerId) await claimSuspense(ctx, payment, customerId, receivedAt);
}
