import type { Paper } from "@/lib/documents";
import { formatMoney } from "@/lib/money";
import { formatInstant } from "@/lib/time";
import { accountCode } from "./account-code";
import type { ReceiptDetails } from "./get-receipt";
import { partyLines } from "./load-party";

/** A payment's receipt as it is printed. Pure. */
export function receiptPaper(details: ReceiptDetails): Paper {
  const { payment, customer, channelName, paidFor, amountCents, letterhead } = details;
  const spent = paidFor.reduce((sum, part) => sum + part.amountCents, 0);
  const reversed = payment.status === "reversed";
  const toWallet = reversed ? 0 : amountCents - spent;
  const money = (cents: number) => formatMoney(cents, payment.currency);
  return {
    title: payment.receipt ? `Receipt ${payment.receipt}` : "Receipt, number on its way",
    dated: payment.paidAt,
    letterhead,
    party: partyLines(customer),
    stamp: reversed ? "REVERSED" : undefined,
    facts: [
      { label: "Received", value: formatInstant(payment.paidAt) },
      { label: "By", value: channelName },
      ...(payment.payerName ? [{ label: "From", value: payment.payerName }] : []),
      { label: "Amount", value: money(amountCents) },
    ],
    tables: [
      {
        heading: "What it paid",
        columns: [
          { header: "Bill" },
          { header: "For", wide: true },
          { header: "Amount", align: "right" },
        ],
        rows: [
          ...paidFor.map((part) => [
            part.number ?? "being numbered",
            part.description,
            money(part.amountCents),
          ]),
          ...(toWallet > 0 ? [["", "Into the wallet, for what comes next", money(toWallet)]] : []),
        ],
        empty: "Nothing any more",
        totals: [["", "Received", money(amountCents)]],
      },
    ],
    notes: [
      reversed
        ? `This payment was reversed${payment.reversedAt ? ` on ${formatInstant(payment.reversedAt)}` : ""} and counts no longer.`
        : "Thank you for your payment.",
    ],
    qr: accountCode(details.portalUrl, 0),
  };
}
