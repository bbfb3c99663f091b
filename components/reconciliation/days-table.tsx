import Link from "next/link";
import { formatDay, formatInstant } from "@/lib/time";
import type { DaySummary } from "@/services/reconciliation";
import { Badge } from "../ui/badge";
import { Money } from "../ui/money";
import { Table, Td, Th, Tr } from "../ui/table";

/** "from 09:00 to 11:30" of each part of a day that no list covers. */
export const gapWords = (gaps: DaySummary["gaps"]): string =>
  gaps
    .map(({ from, until }) => `${formatInstant(from)} to ${formatInstant(until)}`)
    .join(", and from ");

/** Each day's money by the provider and by us, and whether it is clear. */
export function DaysTable({ days, query }: { days: DaySummary[]; query: string }) {
  return (
    <Table label="Days">
      <thead>
        <tr>
          <Th>Day</Th>
          <Th className="text-right">M-Pesa has</Th>
          <Th className="text-right max-sm:hidden">We have</Th>
          <Th className="text-right max-sm:hidden">Difference</Th>
          <Th className="text-right max-xl:hidden">Left again</Th>
          <Th>State</Th>
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <Tr key={day.day}>
            <Td className="whitespace-nowrap">
              <Link href={`/reconciliation/${day.day}${query}`} className="hover:underline">
                {formatDay(new Date(`${day.day}T12:00:00+03:00`))}
              </Link>
            </Td>
            <Td className="text-right">
              <Money cents={day.inCents} />
            </Td>
            <Td className="text-right max-sm:hidden">
              <Money cents={day.ourInCents} />
            </Td>
            <Td className="text-right max-sm:hidden">
              <Money cents={day.inCents - day.ourInCents} />
            </Td>
            <Td className="text-right max-xl:hidden">
              <Money cents={day.outCents} />
            </Td>
            <Td>
              <DayState day={day} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function DayState({ day }: { day: DaySummary }) {
  const empty = day.inCents === 0 && day.ourInCents === 0 && day.open === 0;
  if (day.open > 0) return <Badge tone="warn">{day.open} to look at</Badge>;
  // What differs and is nothing to look at has moved within minutes.
  if (day.inCents !== day.ourInCents) return <Badge tone="info">Still coming in</Badge>;
  if (empty && day.gaps.length > 0) return <Badge>No list</Badge>;
  if (day.gaps.length > 0) return <Badge tone="info">Agrees, not fully listed</Badge>;
  return <Badge tone="ok">Clear</Badge>;
}
