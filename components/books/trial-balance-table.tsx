import { ACCOUNT_WORDS } from "@/lib/account-words";
import type { TrialBalance } from "@/services/ledger";
import { Money } from "../ui/money";
import { Table, Td, Th, Tr } from "../ui/table";

const Side = ({ cents }: { cents: number }) => (cents > 0 ? <Money cents={cents} /> : null);

/** Each account with its balance, on its side. */
export function TrialBalanceTable({ rows, debitCents, creditCents }: TrialBalance) {
  return (
    <Table label="Trial balance">
      <thead>
        <tr>
          <Th>Account</Th>
          <Th className="text-right">Debit</Th>
          <Th className="text-right">Credit</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.kind}>
            <Td>{ACCOUNT_WORDS[row.kind]}</Td>
            <Td className="text-right">
              <Side cents={row.debitCents - row.creditCents} />
            </Td>
            <Td className="text-right">
              <Side cents={row.creditCents - row.debitCents} />
            </Td>
          </Tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="font-semibold [&>td]:border-b-0">
          <Td>Total</Td>
          <Td className="text-right">
            <Money cents={debitCents} />
          </Td>
          <Td className="text-right">
            <Money cents={creditCents} />
          </Td>
        </tr>
      </tfoot>
    </Table>
  );
}
