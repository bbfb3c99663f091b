import Link from "next/link";
import type { Statement, StatementEntry } from "@/services/documents";
import { Money } from "../ui/money";
import { ExactTime } from "../ui/relative-time";
import { Table, Td, Th, Tr } from "../ui/table";

/** Every movement of a wallet between two balances. */
export function StatementTable({ statement }: { statement: Statement }) {
  const { openingCents, closingCents, entries } = statement;
  return (
    <Table label="Movements of the wallet">
      <thead>
        <tr>
          <Th className="max-sm:hidden">When</Th>
          <Th>What</Th>
          <Th className="max-md:hidden">Document</Th>
          <Th className="text-right">Amount</Th>
          <Th className="text-right max-sm:hidden">Balance</Th>
        </tr>
      </thead>
      <tbody>
        <BalanceRow words="Balance before" cents={openingCents} />
        {entries.map((entry) => (
          <Tr key={entry.id}>
            <Td className="whitespace-nowrap text-ink-muted max-sm:hidden">
              <ExactTime at={entry.at} />
            </Td>
            <Td>
              {entry.description}
              <ExactTime at={entry.at} className="block text-xs text-ink-faint sm:hidden" />
            </Td>
            <Td className="max-md:hidden">
              <EntryDocument entry={entry} />
            </Td>
            <Td className="text-right">
              <Money cents={entry.amountCents} />
              <span className="mt-0.5 block text-xs whitespace-nowrap text-ink-muted sm:hidden">
                Balance <Money cents={entry.balanceCents} />
              </span>
            </Td>
            <Td className="text-right text-ink-muted max-sm:hidden">
              <Money cents={entry.balanceCents} />
            </Td>
          </Tr>
        ))}
        <BalanceRow words="Balance after" cents={closingCents} />
      </tbody>
    </Table>
  );
}

function BalanceRow({ words, cents }: { words: string; cents: number }) {
  return (
    <tr className="font-semibold last:[&>td]:border-b-0">
      <Td className="max-sm:hidden" />
      <Td>{words}</Td>
      <Td className="max-md:hidden" />
      <Td className="max-sm:hidden" />
      <Td className="text-right">
        <Money cents={cents} />
      </Td>
    </tr>
  );
}

function EntryDocument({ entry }: { entry: StatementEntry }) {
  const link = "font-mono text-sm whitespace-nowrap hover:underline";
  if (entry.creditNoteId)
    return (
      <a href={`/credit-notes/${entry.creditNoteId}/pdf`} download className={link}>
        {entry.creditNoteNumber ?? "credit note"}
      </a>
    );
  if (entry.billId)
    return (
      <Link href={`/bills/${entry.billId}`} className={link}>
        {entry.billNumber ?? "bill"}
      </Link>
    );
  if (entry.paymentId)
    return (
      <Link href={`/payments/${entry.paymentId}`} className={link}>
        {entry.receipt ?? "no receipt yet"}
      </Link>
    );
  if (entry.refundReceipt)
    return <span className="font-mono text-sm whitespace-nowrap">{entry.refundReceipt}</span>;
  return null;
}
