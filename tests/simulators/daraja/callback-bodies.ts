import { createHash } from "node:crypto";
import type { ActiveFault, AttemptRecord, Context } from "./context";
import { findFault } from "./faults";
import { balanceCents, formatCents } from "./money";
import { compactStamp } from "./stamps";
import type { StatementEntry } from "./types";

type Shape = Extract<ActiveFault, { name: "F12" }>;
type MsisdnStyle = "masked" | "hashed" | "plain" | "absent";

const USUAL: Pick<Shape, "amount" | "balance" | "omit" | "reverse" | "date"> = {
  amount: "decimal",
  balance: "no_value",
  omit: [],
  reverse: false,
};
const AMOUNT_MARK = "@amount@";
const FIRST_NAMES = ["JANE", "PETER", "AISHA", "BRIAN", "MERCY", "OTIENO", "WANJIKU", "ALI"];

/** The STK callback as JSON text; with an entry it tells success, else the attempt's failure. */
export function stkBody(attempt: AttemptRecord, entry: StatementEntry | null): string {
  const shape = findFault(attempt.faults, "F12") ?? USUAL;
  const code = attempt.resultCode ?? "0";
  const stkCallback = {
    MerchantRequestID: attempt.merchantRequestId,
    CheckoutRequestID: attempt.checkoutRequestId,
    ResultCode: /^\d+$/.test(code) ? Number(code) : code,
    ResultDesc: attempt.resultDesc,
    ...(entry && code === "0" && { CallbackMetadata: { Item: metadata(entry, shape) } }),
  };
  const text = JSON.stringify({ Body: { stkCallback } });
  return entry ? text.replace(`"${AMOUNT_MARK}"`, amountLiteral(entry, shape.amount)) : text;
}

function metadata(entry: StatementEntry, shape: typeof USUAL): { Name: string; Value?: unknown }[] {
  const items = [
    { Name: "Amount", Value: AMOUNT_MARK },
    { Name: "MpesaReceiptNumber", Value: entry.receipt },
    shape.balance === "value" ? { Name: "Balance", Value: 25000.5 } : { Name: "Balance" },
    { Name: "TransactionDate", Value: shape.date ?? Number(compactStamp(new Date(entry.at))) },
    { Name: "PhoneNumber", Value: Number(entry.msisdn) },
  ];
  const omitted = new Set<string>(shape.omit);
  if (shape.balance === "omit") omitted.add("Balance");
  const kept = items.filter((item) => !omitted.has(item.Name));
  return shape.reverse ? kept.reverse() : kept;
}

// JSON.stringify cannot write 1500.00, which is how the amount usually stands there.
function amountLiteral(entry: StatementEntry, form: Shape["amount"]): string {
  const decimal = formatCents(entry.amountCents);
  if (form === "string") return `"${decimal}"`;
  return form === "integer" ? String(entry.amountCents / 100) : decimal;
}

/** The C2B confirmation (and validation) of a payment as JSON text. */
export function c2bBody(
  ctx: Context,
  entry: StatementEntry,
  extra: { style?: MsisdnStyle; firstName?: string } = {},
): string {
  const style = extra.style ?? (ctx.c2b?.version === "v1" ? "hashed" : "masked");
  return JSON.stringify({
    TransactionType: ctx.options.kind === "till" ? "Buy Goods" : "Pay Bill",
    TransID: entry.receipt,
    TransTime: compactStamp(new Date(entry.at)),
    TransAmount: formatCents(entry.amountCents),
    BusinessShortCode: ctx.options.shortcode,
    BillRefNumber: entry.account,
    InvoiceNumber: "",
    OrgAccountBalance: formatCents(balanceCents(ctx)),
    ThirdPartyTransID: "",
    ...(style !== "absent" && { MSISDN: writeMsisdn(entry.msisdn, style) }),
    FirstName: extra.firstName ?? firstNameOf(entry.msisdn),
    MiddleName: "",
    LastName: "",
  });
}

/** The name that the simulated network has for a number. */
export function firstNameOf(msisdn: string): string {
  return FIRST_NAMES[Number(msisdn) % FIRST_NAMES.length] ?? "JANE";
}

function writeMsisdn(msisdn: string, style: Exclude<MsisdnStyle, "absent">): string {
  if (style === "plain") return msisdn;
  if (style === "hashed") return createHash("sha256").update(msisdn).digest("hex");
  return maskMsisdn(msisdn);
}

/** 2547 ***** 678 */
export function maskMsisdn(msisdn: string): string {
  return `${msisdn.slice(0, 4)} ***** ${msisdn.slice(-3)}`;
}
