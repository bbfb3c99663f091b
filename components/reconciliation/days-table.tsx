"use client";

import Link from "next/link";
import { useState } from "react";
import { formatDay } from "@/lib/time";
import type { DaySummary } from "@/services/reconciliation";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Money } from "../ui/money";
import { Table, Td, Th, Tr } from "../ui/table";

/** A phone shows these, and older ones only when there is something to do about them. */
const ON_A_PHONE = 7;

/** Each day's money by the provider and by us, and whether it is clear. */
export function DaysTable({ days, query }: { days: DaySummary[]; query: string }) {
  const [all, setAll] = useState(false);
  const quiet = days.filter((day, n) => n >= ON_A_PHONE && day.open === 0).length;
  return (
    <>
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
          {days.map((day, n) => (
            <Tr
              key={day.day}
              className={cn(!all && n >= ON_A_PHONE && day.open === 0 && "max-sm:hidden")}
            >
              <Day day={day} query={query} />
            </Tr>
          ))}
        </tbody>
      </Table>
      {quiet > 0 && !all ? (
        <div className="p-2 sm:hidden">
          <Button variant="ghost" className="w-full" onClick={() => setAll(true)}>
            Show {quiet} more {quiet === 1 ? "day" : "days"}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Day({ day, query }: { day: DaySummary; query: string }) {
  const difference = day.inCents - day.ourInCents;
  return (
    <>
      <Td className="whitespace-nowrap">
        <Link href={`/reconciliation/${day.day}${query}`} className="hover:underline">
          {formatDay(new Date(`${day.day}T12:00:00+03:00`))}
        </Link>
      </Td>
      <Td className="text-right">
        <Money cents={day.inCents} />
        {difference === 0 ? null : (
          <span className="block text-xs text-ink-muted sm:hidden">
            we: <Money cents={day.ourInCents} />
          </span>
        )}
      </Td>
      <Td className="text-right max-sm:hidden">
        <Money cents={day.ourInCents} />
      </Td>
      <Td className="text-right max-sm:hidden">
        <Money cents={difference} />
      </Td>
      <Td className="text-right max-xl:hidden">
        <Money cents={day.outCents} />
      </Td>
      <Td>
        <DayState day={day} />
      </Td>
    </>
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
