import Link from "next/link";
import { Badge } from "../ui/badge";
import { Card, CardHeader } from "../ui/card";
import { Money } from "../ui/money";
import { Table, Td, Th, Tr } from "../ui/table";
import { adviceFor, columnWords, isMoney, pageOf } from "./words";

export interface BrokenPromiseProps {
  id: string;
  promise: string;
  rows: unknown[];
}

/** One promise that is not kept: the rows that break it, and what to do. */
export function BrokenPromise({ id, promise, rows }: BrokenPromiseProps) {
  const records = rows.filter((row): row is Record<string, unknown> => typeof row === "object");
  const columns = [...new Set(records.flatMap((row) => Object.keys(row)))];
  return (
    <Card>
      <CardHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            <Badge tone="bad">{id}</Badge> Broken: {promise}
          </span>
        }
        description={adviceFor(id)}
      />
      <Table label={`Rows that break ${id}`}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Th key={column}>{columnWords(column)}</Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {records.map((row) => (
            <Tr key={JSON.stringify(row)}>
              {columns.map((column) => (
                <Td key={column} className="text-sm">
                  <Value promiseId={id} column={column} value={row[column]} />
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function Value({
  promiseId,
  column,
  value,
}: {
  promiseId: string;
  column: string;
  value: unknown;
}) {
  if (value === null || value === undefined) return <span className="text-ink-faint">none</span>;
  const href = pageOf(promiseId, column, value);
  if (href)
    return (
      <Link href={href} className="font-mono text-accent-text hover:underline">
        {String(value).slice(-12)}
      </Link>
    );
  if (isMoney(column) && /^-?\d+$/.test(String(value))) return <Money cents={Number(value)} />;
  return <span className="[overflow-wrap:anywhere]">{String(value)}</span>;
}
