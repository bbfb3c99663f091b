import { firstNameOf } from "../callback-bodies";
import type { Context } from "../context";
import { balanceCents, draftEntry, formatCents, moveMoney } from "../money";
import { resultOf } from "../outcomes";
import { compactStamp, dottedStamp } from "../stamps";
import { refuseTakeBack, takeBack } from "../take-back";
import type { StatementEntry } from "../types";
import type { Parameter, Performed } from "./records";

/** Per payment, in cents (Daraja docs). */
const B2C_MIN_CENTS = 1_000;
const B2C_MAX_CENTS = 25_000_000;

const nothing = (code: string): Performed => ({ ...resultOf(code), entry: null, parameters: [] });

/** Gives a received payment back. */
export function performReversal(
  ctx: Context,
  asked: { receipt: string; amountCents: number },
): Performed {
  const refused = refuseTakeBack(ctx, asked.receipt, asked.amountCents);
  if (refused) return nothing(refused.code);
  const entry = takeBack(ctx, asked.receipt);
  const balance = formatCents(balanceCents(ctx));
  return {
    ...resultOf("0"),
    entry,
    parameters: [
      { Key: "DebitAccountBalance", Value: `Utility Account|KES|${balance}|${balance}|0.00|0.00` },
      { Key: "Amount", Value: entry.amountCents / 100 },
      { Key: "TransCompletedTime", Value: Number(compactStamp(new Date(entry.at))) },
      { Key: "OriginalTransactionID", Value: asked.receipt },
      { Key: "Charge", Value: 0 },
      { Key: "CreditPartyPublicName", Value: payerOf(entry) },
      { Key: "DebitPartyPublicName", Value: businessOf(ctx) },
    ],
  };
}

/** Pays a customer. */
export function performB2c(
  ctx: Context,
  asked: { msisdn: string; amountCents: number },
): Performed {
  if (asked.amountCents < B2C_MIN_CENTS) return nothing("2");
  if (asked.amountCents > B2C_MAX_CENTS) return nothing("3");
  if (balanceCents(ctx) < asked.amountCents) return nothing("1");
  const entry = draftEntry(ctx, { kind: "b2c", ...asked, account: "", checkoutRequestId: null });
  moveMoney(ctx, entry);
  return {
    ...resultOf("0"),
    entry,
    parameters: [
      { Key: "TransactionAmount", Value: entry.amountCents / 100 },
      { Key: "TransactionReceipt", Value: entry.receipt },
      { Key: "B2CRecipientIsRegisteredCustomer", Value: "Y" },
      { Key: "B2CChargesPaidAccountAvailableFunds", Value: 0 },
      { Key: "ReceiverPartyPublicName", Value: payerOf(entry) },
      { Key: "TransactionCompletedDateTime", Value: dottedStamp(new Date(entry.at)) },
      { Key: "B2CUtilityAccountAvailableFunds", Value: balanceCents(ctx) / 100 },
      { Key: "B2CWorkingAccountAvailableFunds" },
    ],
  };
}

/** Tells what became of a receipt, or of an earlier operation. */
export function performStatus(
  ctx: Context,
  asked: { receipt: string } | { conversationId: string },
): Performed {
  const earlier = "conversationId" in asked ? findOperation(ctx, asked.conversationId) : undefined;
  const receipt = "receipt" in asked ? asked.receipt : earlier?.receipt;
  const entry = ctx.statement.find((one) => one.receipt === receipt);
  if (entry) return { ...resultOf("0"), entry, parameters: statusOf(ctx, entry) };
  if (!earlier) return nothing("R000002");
  const status = earlier.state === "waiting" ? "Pending" : "Declined";
  const parameters = [{ Key: "ReceiptNo" }, { Key: "TransactionStatus", Value: status }];
  return { ...resultOf("0"), entry: null, parameters };
}

const findOperation = (ctx: Context, id: string) =>
  [...ctx.operations.values()].find(
    (one) => one.originatorConversationId === id || one.conversationId === id,
  );

function statusOf(ctx: Context, entry: StatementEntry): Parameter[] {
  const isIn = entry.direction === "in";
  const time = Number(compactStamp(new Date(entry.at)));
  const reversed = ctx.statement.some((one) => one.linkedReceipt === entry.receipt);
  return [
    { Key: "DebitPartyName", Value: isIn ? payerOf(entry) : businessOf(ctx) },
    { Key: "CreditPartyName", Value: isIn ? businessOf(ctx) : payerOf(entry) },
    { Key: "InitiatedTime", Value: time },
    { Key: "DebitAccountType", Value: isIn ? "MMF Account For Customer" : "Utility Account" },
    { Key: "DebitPartyCharges" },
    { Key: "TransactionReason" },
    { Key: "ReasonType", Value: reasonOf(ctx, entry) },
    { Key: "TransactionStatus", Value: reversed ? ctx.options.statusOfReversed : "Completed" },
    { Key: "FinalisedTime", Value: time },
    { Key: "Amount", Value: entry.amountCents / 100 },
    { Key: "ReceiptNo", Value: entry.receipt },
  ];
}

/** How the portal names a movement. */
export function reasonOf(ctx: Context, entry: StatementEntry): string {
  const isTill = ctx.options.kind === "till";
  if (entry.kind === "b2c") return "Business Payment to Customer via API";
  if (entry.kind === "reversal") return isTill ? "Buy Goods Reversal" : "Pay Bill Reversal";
  return isTill ? "Customer Merchant Payment" : "Pay Bill Online";
}

const payerOf = (entry: StatementEntry) => `${entry.msisdn} - ${firstNameOf(entry.msisdn)}`;
const businessOf = (ctx: Context) => `${ctx.options.shortcode} - ${ctx.options.businessName}`;
