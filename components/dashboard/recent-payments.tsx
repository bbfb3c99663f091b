import Link from "next/link";
import type { PaymentRow } from "@/services/reports";
import { StatusBadge } from "../status-badges";
import { formatDuration } from "../ui/format";
import { Money } from "../ui/money";
import { RelativeTime } from "../ui/relative-time";

/** The newest payments with how long each took to reach the router. */
export function RecentPayments({ payments }: { payments: PaymentRow[] }) {
  if (payments.length === 0) {
    return <p className="px-4 py-10 text-center text-ink-muted">No payments yet.</p>;
  }
  return (
    <ul className="divide-y divide-line">
      {payments.map((payment) => (
        <li key={payment.id}>
          <Link
            href={`/payments/${payment.id}`}
            className="flex items-center gap-3 px-4 py-2.5 hover:bg-canvas"
          >
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">
                {payment.customerName ?? payment.payerName ?? "Unknown payer"}
              </span>
              <span className="block truncate text-sm text-ink-faint">
                <span className="font-mono">{payment.receipt ?? "receipt to come"}</span> ·{" "}
                <RelativeTime at={payment.paidAt} />
              </span>
            </span>
            <span className="text-right">
              <Money cents={payment.amountCents} currency={payment.currency} />
              <span className="block text-sm text-ink-faint">
                <Outcome payment={payment} />
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Outcome({ payment }: { payment: PaymentRow }) {
  if (payment.status !== "credited") return <StatusBadge kind="payment" status={payment.status} />;
  if (payment.restoredAfterMs === null) return "credited";
  return `restored in ${formatDuration(payment.restoredAfterMs)}`;
}
