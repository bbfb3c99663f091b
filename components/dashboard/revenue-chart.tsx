"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatMoney } from "@/lib/money";

export interface Day {
  day: string;
  revenueCents: number;
  payments: number;
}

const dayName = new Intl.DateTimeFormat("en-KE", {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const nameOf = (day: string) => dayName.format(new Date(`${day}T00:00:00Z`));
const thousands = (cents: number) =>
  cents >= 100_000 ? `${Number((cents / 100_000).toFixed(1))}k` : String(cents / 100);

/** Revenue per day; the table behind it is there for screen readers. */
export function RevenueChart({ days }: { days: Day[] }) {
  return (
    <figure>
      <div className="h-56" aria-hidden>
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            accessibilityLayer={false}
            data={days}
            margin={{ top: 8, right: 4, bottom: 0, left: -12 }}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="day"
              tickFormatter={nameOf}
              tickLine={false}
              axisLine={false}
              minTickGap={24}
              tick={{ fill: "var(--ink-faint)", fontSize: 12 }}
            />
            <YAxis
              tickFormatter={thousands}
              tickLine={false}
              axisLine={false}
              width={52}
              tick={{ fill: "var(--ink-faint)", fontSize: 12 }}
            />
            <Tooltip content={<DayTip />} cursor={{ fill: "var(--hover)" }} />
            <Bar
              dataKey="revenueCents"
              fill="var(--accent)"
              radius={[4, 4, 0, 0]}
              maxBarSize={28}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <table className="sr-only">
        <caption>Revenue per day</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Revenue</th>
            <th scope="col">Payments</th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row">{nameOf(day.day)}</th>
              <td>{formatMoney(day.revenueCents)}</td>
              <td>{day.payments}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

interface DayTipProps {
  active?: boolean;
  payload?: { payload: Day }[];
}

function DayTip({ active, payload }: DayTipProps) {
  const day = payload?.[0]?.payload;
  if (!active || !day) return null;
  return (
    <div className="rounded-md bg-raised px-3 py-2 text-sm shadow-pop">
      <p className="text-ink-muted">{nameOf(day.day)}</p>
      <p className="font-semibold tabular">{formatMoney(day.revenueCents)}</p>
      <p className="text-ink-muted">
        {day.payments} {day.payments === 1 ? "payment" : "payments"}
      </p>
    </div>
  );
}
