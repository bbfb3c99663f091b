import Link from "next/link";
import { formatPayer } from "@/lib/phone-format";
import type { PaymentDetails } from "@/services/reports";
import { Badge } from "../ui/badge";
import { Card, CardHeader } from "../ui/card";
import { CopyButton } from "../ui/copy-button";
import { DescriptionList } from "../ui/description-list";
import { Money } from "../ui/money";
import { ExactTime, RelativeTime } from "../ui/relative-time";
import { SOURCE_WORDS } from "./words";

/** What M-Pesa gave back of it, part by part, and what still counts. */
function goneFacts({ payment, goneCents }: PaymentDetails) {
  if (goneCents === 0) return [];
  return [
    { label: "Went back", value: <Money cents={goneCents} /> },
    { label: "Still counts", value: <Money cents={payment.amountCents - goneCents} /> },
  ];
}

/** The payment itself, in facts. */
export function PaymentFacts({ details }: { details: PaymentDetails }) {
  const { payment, customer, channel, allocations, assignments } = details;
  const number = payment.payerNumber && formatPayer(payment.payerNumber);
  const payer = [payment.payerName, number].filter(Boolean).join(", ");
  return (
    <Card className="max-lg:order-first">
      <CardHeader title="Payment" />
      <DescriptionList
        facts={[
          {
            label: "Amount",
            value: (
              <Money
                cents={payment.amountCents}
                currency={payment.currency}
                className="text-md font-semibold"
              />
            ),
          },
          ...goneFacts(details),
          {
            label: "Receipt",
            value: payment.receipt ? (
              <span className="inline-flex items-center gap-1 font-mono text-sm">
                {payment.receipt}
                <CopyButton value={payment.receipt} label="Copy receipt" />
              </span>
            ) : payment.flags.includes("receipt_overdue") ? (
              "Missing for two days"
            ) : (
              "On its way"
            ),
          },
          {
            label: "Customer",
            value: customer ? (
              <Link href={`/customers/${customer.id}`} className="text-accent-text hover:underline">
                {customer.name}
              </Link>
            ) : payment.status === "split" ? (
              "Several, see below"
            ) : (
              "Nobody fits yet"
            ),
          },
          ...(assignments.length > 0
            ? [{ label: "Given by staff", value: <GivenTo assignments={assignments} /> }]
            : []),
          ...(payer ? [{ label: "Paid by", value: payer }] : []),
          ...(payment.accountReference
            ? [{ label: "Account typed", value: payment.accountReference }]
            : []),
          {
            label: "Received on",
            value: `${channel.name}${channel.shortcode ? ` ${channel.shortcode}` : ""}`,
          },
          { label: "Paid", value: <ExactTime at={payment.paidAt} /> },
          ...allocations.map((allocation) => ({
            label: `Bill ${allocation.billNumber ?? ""}`.trim(),
            value: <Money cents={allocation.amountCents} />,
          })),
          ...(payment.flags.length > 0
            ? [
                {
                  label: "To look at",
                  value: payment.flags.map((flag) => (
                    <Badge key={flag} tone="warn">
                      {flag.replaceAll("_", " ")}
                    </Badge>
                  )),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}

function GivenTo({ assignments }: Pick<PaymentDetails, "assignments">) {
  const [first] = assignments;
  return (
    <ul>
      {assignments.map((part) => (
        <li key={part.id}>
          <Link href={`/customers/${part.customerId}`} className="text-accent-text hover:underline">
            {part.customerName}
          </Link>
          , <Money cents={part.amountCents} />
        </li>
      ))}
      {first ? (
        <li className="text-sm text-ink-muted">
          by {first.staffName ?? "staff"}, <ExactTime at={first.at} />
          {first.note ? `: “${first.note}”` : ""}
        </li>
      ) : null}
    </ul>
  );
}

/** Each report of the payment that was believed. */
export function PaymentEvidence({ details }: { details: PaymentDetails }) {
  if (details.evidence.length === 0) {
    return <p className="px-4 py-8 text-center text-ink-muted">No report is on file.</p>;
  }
  return (
    <ul className="divide-y divide-line">
      {details.evidence.map((item) => (
        <li key={item.id}>
          <details>
            <summary className="flex cursor-pointer items-baseline justify-between gap-4 px-4 py-2.5 hover:bg-canvas">
              {SOURCE_WORDS[item.kind]}
              <RelativeTime at={item.at} className="text-sm text-ink-faint" />
            </summary>
            <pre className="overflow-x-auto px-4 pb-3 font-mono text-xs text-ink-muted">
              {JSON.stringify(item.summary, null, 2)}
            </pre>
          </details>
        </li>
      ))}
    </ul>
  );
}
