import { formatMoney } from "@/lib/money";
import type { ReconciledDay, Sides } from "@/services/reconciliation";
import { Badge } from "../ui/badge";
import { Table, Td, Th } from "../ui/table";

/** Statement, payments and ledger of one day beside each other. */
export function SidesTable(day: Pick<ReconciledDay, "in" | "out" | "charges">) {
  return (
    <Table label="Statement, payments and ledger">
      <thead>
        <tr>
          <Th>KES</Th>
          <Th className="text-right">
            M-Pesa<span className="max-sm:sr-only">'s statement</span>
          </Th>
          <Th className="text-right">
            <span className="max-sm:hidden">Our payments</span>
            <span className="sm:hidden">Payments</span>
          </Th>
          <Th className="text-right">Ledger</Th>
          <Th className="max-sm:hidden">Difference</Th>
        </tr>
      </thead>
      <tbody>
        <Row words="Came in" sides={day.in} />
        <Row words="Left: reversals and refunds" sides={day.out} />
        <tr className="[&>td]:border-b-0">
          <Td>M-Pesa's charges</Td>
          <Td className="text-right">
            <Amount {...day.charges} />
          </Td>
          <Td className="text-sm text-ink-muted" colSpan={3}>
            In the books as M-Pesa fees since the statement was uploaded.
          </Td>
        </tr>
      </tbody>
    </Table>
  );
}

function Row({ words, sides }: { words: string; sides: Sides }) {
  const { statement, ours, ledger } = sides;
  return (
    <tr>
      <Td>
        {words}
        <span className="mt-1 block sm:hidden">
          <Difference {...sides} />
        </span>
      </Td>
      {[statement, ours, ledger].map((side, index) => (
        <Td key={["statement", "ours", "ledger"][index]} className="text-right">
          <Amount {...side} />
        </Td>
      ))}
      <Td className="max-sm:hidden">
        <Difference {...sides} />
      </Td>
    </tr>
  );
}

/** What M-Pesa has more than our payments; the ledger must say the same as these. */
function Difference({ statement, ours, ledger }: Sides) {
  if (statement.cents !== ours.cents)
    return <Badge tone="warn">{formatMoney(statement.cents - ours.cents)}</Badge>;
  return ours.cents === ledger.cents ? (
    <Badge tone="ok">None</Badge>
  ) : (
    <Badge tone="bad">Ledger differs by {formatMoney(ours.cents - ledger.cents)}</Badge>
  );
}

const Amount = ({ count, cents }: { count: number; cents: number }) => (
  <>
    <span className="whitespace-nowrap tabular">{formatMoney(cents).replace("KES ", "")}</span>
    <span className="block text-xs text-ink-faint tabular">{count.toLocaleString("en-KE")}</span>
  </>
);
