import { ACCOUNT_WORDS } from "@/lib/account-words";
import { formatMoney } from "@/lib/money";
import type { TrialBalance } from "@/services/ledger";
import { Table, Td, Th, Tr } from "../ui/table";

/** Without the currency, that the heads name: two columns of sums have to fit a phone. */
const Sum = ({ cents }: { cents: number }) => (
  <span className="whitespace-nowrap tabular">{formatMoney(cents).replace("KES ", "")}</span>
);

const Side = ({ cents }: { cents: number }) => (cents > 0 ? <Sum cents={cents} /> : null);

/** Each account with its balance, on its side. */
export function TrialBalanceTable({ rows, debitCents, creditCents }: TrialBalance) {
  return (
    <Table label="Trial balance">
      <thead>
        <tr>
          <Th>Account</Th>
          <Th className="text-right">Debit, KES</Th>
          <Th className="text-right">Credit, KES</Th>
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
            <Sum cents={debitCents} />
          </Td>
          <Td className="text-right">
            <Sum cents={creditCents} />
          </Td>
        </tr>
      </tfoot>
    </Table>
  );
}
