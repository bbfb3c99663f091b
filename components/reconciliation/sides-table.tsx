import { formatMoney } from "@/lib/money";
import type { ReconciledDay, Sides } from "@/services/reconciliation";
import { Badge } from "../ui/badge";
import { Table, Td, Th } from "../ui/table";

type Day = Pick<ReconciledDay, "in" | "out" | "charges">;

const BOOKED = "In the books as M-Pesa fees since the statement was uploaded.";
const wayWords = { in: "Came in", out: "Left: reversals, refunds, withdrawals" };

/** Statement, payments and ledger of one day beside each other; on a phone, one way of the money under the other. */
export function SidesTable(day: Day) {
  return (
    <>
      <div className="max-sm:hidden">
        <Wide {...day} />
      </div>
      <div className="divide-y divide-line sm:hidden">
        <Narrow words={wayWords.in} sides={day.in} />
        <Narrow words={wayWords.out} sides={day.out} />
        <Charges {...day.charges} />
      </div>
    </>
  );
}

function Wide(day: Day) {
  return (
    <Table label="Statement, payments and ledger">
      <thead>
        <tr>
          <Th>KES</Th>
          <Th className="text-right">M-Pesa's statement</Th>
          <Th className="text-right">Our payments</Th>
          <Th className="text-right">Ledger</Th>
          <Th>Difference</Th>
        </tr>
      </thead>
      <tbody>
        <Row words={wayWords.in} sides={day.in} />
        <Row words={wayWords.out} sides={day.out} />
        <tr className="[&>td]:border-b-0">
          <Td>M-Pesa's charges</Td>
          <Td className="text-right">
            <Amount {...day.charges} />
          </Td>
          <Td className="text-sm text-ink-muted" colSpan={3}>
            {day.charges.count > 0 ? BOOKED : null}
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
      <Td>{words}</Td>
      {[statement, ours, ledger].map((side, index) => (
        <Td key={["statement", "ours", "ledger"][index]} className="text-right">
          <Amount {...side} />
        </Td>
      ))}
      <Td>
        <Difference {...sides} />
      </Td>
    </tr>
  );
}

function Narrow({ words, sides }: { words: string; sides: Sides }) {
  const parts = [
    ["M-Pesa", sides.statement],
    ["Payments", sides.ours],
    ["Ledger", sides.ledger],
  ] as const;
  return (
    <section aria-label={words} className="px-4 py-3">
      <div className="flex items-center justify-between gap-3">
        <h2 className="font-medium">{words}</h2>
        <Difference {...sides} />
      </div>
      <dl className="mt-2 grid grid-cols-3 gap-3">
        {parts.map(([label, side]) => (
          <div key={label} className="min-w-0">
            <dt className="text-xs text-ink-faint">{label}</dt>
            <dd className="mt-0.5">
              <Amount {...side} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Charges(charges: ReconciledDay["charges"]) {
  return (
    <section aria-label="M-Pesa's charges" className="px-4 py-3">
      <div className="flex items-baseline justify-between gap-3">
        <h2 className="font-medium">M-Pesa's charges</h2>
        <p className="text-right">
          <Amount {...charges} />
        </p>
      </div>
      {charges.count > 0 ? <p className="mt-1 text-sm text-ink-muted">{BOOKED}</p> : null}
    </section>
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
