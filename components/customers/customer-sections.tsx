import Link from "next/link";
import type { BillRow, MessageRow, PaymentRow } from "@/services/reports";
import type { UserRow } from "@/services/users";
import { BillActions, type BillActionsProps } from "../billing/bill-actions";
import { keptWords } from "../billing/kept-words";
import { billSubject } from "../bills/words";
import { StatusBadge } from "../status-badges";
import { formatDuration } from "../ui/format";
import { Money } from "../ui/money";
import { ExactTime, RelativeTime } from "../ui/relative-time";
import { Table, Td, Th, Tr } from "../ui/table";
import { SessionBadge } from "../users/users-table";

const Nothing = ({ children }: { children: string }) => (
  <p className="px-4 py-8 text-center text-ink-muted">{children}</p>
);

/** A customer's logins, each with how it stands. */
export function CustomerUsers({ users }: { users: UserRow[] }) {
  if (users.length === 0) return <Nothing>No users. Add one to get this customer online.</Nothing>;
  return (
    <ul className="divide-y divide-line">
      {users.map((user) => (
        <li key={user.id} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-3">
          <div className="min-w-0 flex-1 basis-56">
            <Link
              href={`/users/${user.id}`}
              className="font-medium [overflow-wrap:anywhere] hover:underline"
            >
              {user.username}
            </Link>
            <p className="text-sm text-ink-faint">
              {user.packageName} · {user.routerName}
              {user.pausedSecondsLeft !== null ? (
                ` · ${keptWords(user.pausedSecondsLeft).toLowerCase()}`
              ) : user.paidUntil ? (
                <>
                  {" "}
                  · paid until <ExactTime at={user.paidUntil} />
                </>
              ) : null}
            </p>
          </div>
          <div className="flex flex-wrap gap-1.5">
            <StatusBadge kind="access" status={user.access} />
            <StatusBadge kind="sync" status={user.syncStatus} />
            <SessionBadge online={user.online} />
          </div>
        </li>
      ))}
    </ul>
  );
}

export interface CustomerBillsProps {
  bills: BillRow[];
  /** What staff may do to a bill. */
  actions: Omit<BillActionsProps, "bill" | "customerId">;
}

export function CustomerBills({ bills, actions }: CustomerBillsProps) {
  if (bills.length === 0) return <Nothing>No bills yet.</Nothing>;
  return (
    <Table label="Bills">
      <thead>
        <tr>
          <Th>Bill</Th>
          <Th className="max-sm:hidden">Status</Th>
          <Th className="text-right">Total</Th>
          <Th className="text-right max-md:hidden">Paid</Th>
          <Th className="max-sm:hidden">Issued</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {bills.map((bill) => (
          <Tr key={bill.id}>
            <Td>
              <Link
                href={`/bills/${bill.id}`}
                className="font-mono text-sm whitespace-nowrap hover:underline"
              >
                {bill.number ?? "being numbered"}
              </Link>
              <p className="text-sm text-ink-faint">{billSubject(bill)}</p>
              <span className="mt-1 block sm:hidden">
                <StatusBadge kind="bill" status={bill.status} />
              </span>
            </Td>
            <Td className="max-sm:hidden">
              <StatusBadge kind="bill" status={bill.status} />
            </Td>
            <Td className="text-right">
              <Money cents={bill.totalCents} currency={bill.currency} />
            </Td>
            <Td className="text-right max-md:hidden">
              <Money cents={bill.paidCents} currency={bill.currency} />
            </Td>
            <Td className="whitespace-nowrap text-ink-muted max-sm:hidden">
              <RelativeTime at={bill.issuedAt} />
            </Td>
            <Td className="text-right">
              <BillActions customerId={bill.customerId} bill={bill} {...actions} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

export function CustomerPayments({ payments }: { payments: PaymentRow[] }) {
  if (payments.length === 0) return <Nothing>No payments yet.</Nothing>;
  return (
    <Table label="Payments">
      <thead>
        <tr>
          <Th>Receipt</Th>
          <Th>Status</Th>
          <Th className="text-right">Amount</Th>
          <Th className="max-md:hidden">Restored after</Th>
          <Th className="max-sm:hidden">When</Th>
        </tr>
      </thead>
      <tbody>
        {payments.map((payment) => (
          <Tr key={payment.id}>
            <Td>
              <Link href={`/payments/${payment.id}`} className="font-mono text-sm hover:underline">
                {payment.receipt ?? "no receipt yet"}
              </Link>
            </Td>
            <Td>
              <StatusBadge kind="payment" status={payment.status} />
            </Td>
            <Td className="text-right">
              <Money cents={payment.partCents ?? payment.amountCents} currency={payment.currency} />
            </Td>
            <Td className="text-ink-muted tabular max-md:hidden">
              {payment.restoredAfterMs === null ? "" : formatDuration(payment.restoredAfterMs)}
            </Td>
            <Td className="text-ink-muted max-sm:hidden">
              <RelativeTime at={payment.paidAt} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

export function CustomerMessages({ messages }: { messages: MessageRow[] }) {
  if (messages.length === 0) return <Nothing>No messages yet.</Nothing>;
  return (
    <ul className="divide-y divide-line">
      {messages.map((message) => (
        <li key={message.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-3">
          <StatusBadge kind="message" status={message.status} />
          <p className="min-w-0 flex-1 basis-64">
            {message.body ?? <em className="text-ink-muted">A one-time code; not shown.</em>}
            {message.error ? <span className="block text-sm text-bad">{message.error}</span> : null}
          </p>
          <RelativeTime at={message.createdAt} className="text-sm text-ink-faint" />
        </li>
      ))}
    </ul>
  );
}
