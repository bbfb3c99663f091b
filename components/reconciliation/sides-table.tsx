import type { ReconciledDay, Sides } from "@/services/reconciliation";
import { Badge } from "../ui/badge";
import { Money } from "../ui/money";
import { Table, Td, Th } from "../ui/table";

/** Statement, payments and ledger of one day beside each other. */
export function SidesTable(day: Pick<ReconciledDay, "in" | "out" | "charges">) {
  return (
    <Table label="Statement, payments and ledger">
      <thead>
        <tr>
          <Th />
          <Th className="text-right">M-Pesa's statement</Th>
          <Th className="text-right">Our payments</Th>
          <Th className="text-right">Ledger</Th>
          <Th>Difference</Th>
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
  const differs = statement.cents !== ours.cents || ours.cents !== ledger.cents;
  return (
    <tr>
      <Td>{words}</Td>
      {[statement, ours, ledger].map((side, index) => (
        <Td key={["statement", "ours", "ledger"][index]} className="text-right">
          <Amount {...side} />
        </Td>
      ))}
      <Td>
        {differs ? (
          <Badge tone="warn">
            <Money cents={statement.cents - ours.cents} />
          </Badge>
        ) : (
          <Badge tone="ok">None</Badge>
        )}
      </Td>
    </tr>
  );
}

const Amount = ({ count, cents }: { count: number; cents: number }) => (
  <>
    <Money cents={cents} />
    <span className="block text-xs text-ink-faint tabular">{count.toLocaleString("en-KE")}</span>
  </>
);
