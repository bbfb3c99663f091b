"use client";

import {
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { ZONE } from "@/lib/time";
import { type Figure, figureOf, formats } from "./time-chart-figures";

export interface Series {
  label: string;
  color: string;
}

export interface ChartPoint {
  /** Milliseconds since 1970: charts have numbers on their axes. */
  at: number;
  /** In the order of the series; null where nothing was measured. */
  values: (number | null)[];
}

/** Below this span, minutes alone would say the same twice. */
const SECONDS_SHOW_MS = 300_000;

interface Props {
  title: string;
  series: Series[];
  points: ChartPoint[];
  format: keyof typeof formats;
  /** How long the whole will be: lines then grow into a scale that stands. What was measured if omitted. */
  spanMs?: number;
}

const FEW = 3;

/** Lines over time with a gap wherever nothing was measured, and the figures that matter as text. */
export function TimeChart({ title, series, points, format, spanMs = 0 }: Props) {
  const show = formats[format];
  const figures = series.map((_, index) => figureOf(points.map(({ values }) => values[index])));
  const measured = points.filter(({ values }) => values.some((value) => value !== null));
  // A line needs two points: the first ones of a new router are dots.
  const dot = measured.length <= FEW ? { r: 2, strokeWidth: 0, fillOpacity: 1 } : false;
  const begin = points[0]?.at ?? 0;
  const span = Math.max((points.at(-1)?.at ?? 0) - begin, spanMs);
  const time = new Intl.DateTimeFormat("en-KE", {
    hour: "2-digit",
    minute: "2-digit",
    ...(span < SECONDS_SHOW_MS && { second: "2-digit" }),
    timeZone: ZONE,
  });
  const axis = {
    tickLine: false,
    axisLine: false,
    tick: { fill: "var(--ink-faint)", fontSize: 12 },
  };
  return (
    <figure className="flex min-w-0 flex-col">
      <figcaption className="mb-1 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="font-medium">{title}</span>
        <Figures series={series} figures={figures} show={show} />
      </figcaption>
      <div className="mt-auto h-36" aria-hidden>
        <ResponsiveContainer width="100%" height="100%">
          <LineChart
            accessibilityLayer={false}
            data={points}
            margin={{ top: 6, right: 8, bottom: 0, left: 0 }}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              {...axis}
              dataKey="at"
              type="number"
              domain={[begin, begin + span]}
              {...(spanMs > 0 && { ticks: [0, 1, 2, 3].map((n) => begin + (n * spanMs) / 3) })}
              tickFormatter={(at: number) => time.format(at)}
              minTickGap={48}
            />
            <YAxis
              {...axis}
              width={68}
              domain={format === "percent" ? [0, 100] : [0, "auto"]}
              allowDecimals={false}
              {...(format === "percent" ? { ticks: [0, 50, 100] } : { tickCount: 4 })}
              tickFormatter={show}
            />
            <Tooltip
              cursor={{ stroke: "var(--line)" }}
              content={<PointTip series={series} show={show} time={time} />}
            />
            {series.map(({ label, color }, index) => (
              <Line
                key={label}
                dataKey={(point: ChartPoint) => point.values[index] ?? null}
                name={label}
                stroke={color}
                strokeWidth={1.75}
                dot={dot && { ...dot, fill: color }}
                connectNulls={false}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}

type Show = (value: number) => string;

function Figures({
  series,
  figures,
  show,
}: {
  series: Series[];
  figures: (Figure | undefined)[];
  show: Show;
}) {
  return (
    <span className="flex flex-wrap gap-x-4 text-sm text-ink-muted">
      {series.map(({ label, color }, index) => {
        const figure = figures[index];
        return (
          <span key={label} className="inline-flex items-center gap-1.5 tabular">
            <span aria-hidden className="h-0.5 w-3 rounded" style={{ background: color }} />
            {series.length > 1 ? `${label}: ` : ""}
            {figure ? `${show(figure.last)} last, ${show(figure.highest)} at most` : "not measured"}
          </span>
        );
      })}
    </span>
  );
}

interface TipProps {
  active?: boolean;
  payload?: { payload: ChartPoint }[];
  series: Series[];
  show: Show;
  time: Intl.DateTimeFormat;
}

function PointTip({ active, payload, series, show, time }: TipProps) {
  const point = payload?.[0]?.payload;
  if (!active || !point) return null;
  return (
    <div className="rounded-md bg-raised px-3 py-2 text-sm shadow-pop">
      <p className="text-ink-muted">{time.format(point.at)}</p>
      {series.map(({ label }, index) => {
        const value = point.values[index];
        return (
          <p key={label} className="tabular">
            {label}: {value === null || value === undefined ? "–" : show(value)}
          </p>
        );
      })}
    </div>
  );
}
