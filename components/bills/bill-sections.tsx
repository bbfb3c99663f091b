import Link from "next/link";
import type { BillDetails, TaxRow } from "@/services/documents";
import { DownloadLink } from "../documents/download-link";
import { Card, CardHeader } from "../ui/card";
import { DescriptionList } from "../ui/description-list";
import { Money } from "../ui/money";
import { ExactTime } from "../ui/relative-time";
import { Table, Td, Th, Tr } from "../ui/table";
import { KIND_WORDS } from "./words";

/** What is billed, with discounts and the taxes that are in it. */
export function BillLines({ details, taxes }: { details: BillDetails; taxes: TaxRow[] }) {
  const { bill, lines } = details;
  const discounted = lines.some((line) => line.discountCents > 0);
  return (
    <Table label="Lines of the bill">
      <thead>
        <tr>
          <Th>Description</Th>
          <Th className="text-right max-sm:hidden">Quantity</Th>
          <Th className="text-right max-sm:hidden">Price</Th>
          {discounted ? <Th className="text-right">Discount</Th> : null}
          <Th className="text-right">Amount</Th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Tr key={line.id}>
            <Td>{line.description}</Td>
            <Td className="text-right tabular max-sm:hidden">{line.quantity}</Td>
            <Td className="text-right max-sm:hidden">
              <Money cents={line.unitCents} />
            </Td>
            {discounted ? (
              <Td className="text-right">
                {line.discountCents > 0 ? <Money cents={-line.discountCents} /> : null}
              </Td>
            ) : null}
            <Td className="text-right">
              <Money cents={line.totalCents} />
            </Td>
          </Tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="font-semibold">
          <Td colSpan={discounted ? 2 : 1}>Total</Td>
          <Td className="max-sm:hidden" colSpan={2} />
          <Td className="text-right">
            <Money cents={bill.totalCents} currency={bill.currency} />
          </Td>
        </tr>
        {taxes.map((tax) => (
          <tr key={tax.label} className="text-sm text-ink-muted">
            <Td colSpan={discounted ? 2 : 1}>{tax.label}, included</Td>
            <Td className="max-sm:hidden" colSpan={2} />
            <Td className="text-right">
              <Money cents={tax.taxCents} />
            </Td>
          </tr>
        ))}
      </tfoot>
    </Table>
  );
}

/** What paid the bill, and what was credited back. */
export function BillPayments({ details }: { details: BillDetails }) {
  const { paidBy, creditNotes } = details;
  if (paidBy.length === 0 && creditNotes.length === 0)
    return <p className="px-4 py-8 text-center text-ink-muted">Nothing has been paid yet.</p>;
  return (
    <ul className="divide-y divide-line">
      {paidBy.map((part) => (
        <li key={part.id} className="flex items-center justify-between gap-4 px-4 py-2.5">
          <div className="min-w-0">
            {part.paymentId ? (
              <Link
                href={`/payments/${part.paymentId}`}
                className="font-mono text-sm hover:underline"
              >
                {part.receipt ?? "receipt on its way"}
              </Link>
            ) : (
              "From the wallet"
            )}
            <p className="text-sm text-ink-faint">
              <ExactTime at={part.at} />
            </p>
          </div>
          <Money cents={part.amountCents} />
        </li>
      ))}
      {creditNotes.map((note) => (
        <li key={note.id} className="flex items-center justify-between gap-4 px-4 py-2.5">
          <div className="min-w-0">
            <p>Credit note {note.number ?? "being numbered"}</p>
            <p className="text-sm text-ink-faint">{note.reason}</p>
          </div>
          <div className="flex items-center gap-3">
            <Money cents={-note.totalCents} />
            <DownloadLink
              size="sm"
              href={`/credit-notes/${note.id}/pdf`}
              label={`Credit note ${note.number ?? ""} as PDF`}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** The bill itself, in facts. */
export function BillFacts({ details }: { details: BillDetails }) {
  const { bill, customer, howToPay } = details;
  const owedCents = bill.status === "open" ? bill.totalCents - bill.paidCents : 0;
  return (
    <Card>
      <CardHeader title="Bill" />
      <DescriptionList
        facts={[
          {
            label: "Still to pay",
            value: (
              <Money cents={owedCents} currency={bill.currency} className="text-md font-semibold" />
            ),
          },
          {
            label: "Customer",
            value: (
              <Link href={`/customers/${customer.id}`} className="text-accent-text hover:underline">
                {customer.name}
              </Link>
            ),
          },
          { label: "Kind", value: KIND_WORDS[bill.kind] },
          ...(details.username && bill.userId
            ? [
                {
                  label: "User",
                  value: (
                    <Link href={`/users/${bill.userId}`} className="hover:underline">
                      {details.username}
                    </Link>
                  ),
                },
              ]
            : []),
          { label: "Issued", value: <ExactTime at={bill.issuedAt} /> },
          ...(bill.status === "open"
            ? [{ label: "Due", value: <ExactTime at={bill.dueAt} /> }]
            : []),
          ...(bill.periodStart
            ? [{ label: "From", value: <ExactTime at={bill.periodStart} /> }]
            : []),
          ...(bill.periodEnd ? [{ label: "Until", value: <ExactTime at={bill.periodEnd} /> }] : []),
          ...(owedCents > 0 && howToPay
            ? [
                {
                  label: howToPay.kind === "paybill" ? "Paybill" : "Till",
                  value: <span className="font-mono text-sm">{howToPay.shortcode}</span>,
                },
                {
                  label: "Account",
                  value: <span className="font-mono text-sm">{customer.accountNumber}</span>,
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
