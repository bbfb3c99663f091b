import Link from "next/link";
import { HISTORY_HOURS, type HistoryPoint, type RouterHistory } from "@/services/routers";
import { Card, CardBody, CardHeader } from "../ui/card";
import { cn } from "../ui/cn";
import { EmptyState } from "../ui/empty-state";
import { TimeChart } from "../ui/time-chart";

interface Props {
  routerId: string;
  history: RouterHistory;
}

const ACCENT = "var(--accent)";
const SECOND = "var(--warn)";

/** What the polls have told over the last hours. */
export function RouterHistoryCard({ routerId, history }: Props) {
  const { hours, points, stepMinutes } = history;
  const measured = points.some(({ cpuLoadPercent }) => cpuLoadPercent !== null);
  const over = (...fields: Exclude<keyof HistoryPoint, "at">[]) =>
    points.map((point) => ({
      at: point.at.getTime(),
      values: fields.map((field) => point[field]),
    }));
  return (
    <Card>
      <CardHeader
        title={`Last ${hours} hours`}
        description={`Asked every minute; each point is the mean of ${stepMinutes} minutes. A gap: no answer.`}
        actions={<Ranges routerId={routerId} hours={hours} />}
      />
      {measured ? (
        <CardBody className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
          <TimeChart
            title="Traffic of the busiest port"
            series={[
              { label: "In", color: ACCENT },
              { label: "Out", color: SECOND },
            ]}
            points={over("rxKbps", "txKbps")}
            format="speed"
          />
          <TimeChart
            title="Sessions"
            series={[{ label: "Sessions", color: ACCENT }]}
            points={over("sessionCount")}
            format="count"
          />
          <TimeChart
            title="Processor"
            series={[{ label: "Load", color: ACCENT }]}
            points={over("cpuLoadPercent")}
            format="percent"
          />
          <TimeChart
            title="Free memory"
            series={[{ label: "Free", color: ACCENT }]}
            points={over("freeMemoryBytes")}
            format="bytes"
          />
        </CardBody>
      ) : (
        <EmptyState
          title="Nothing measured in this time"
          description="The router is asked once a minute. When it answers, its history is drawn here."
        />
      )}
    </Card>
  );
}

function Ranges({ routerId, hours }: { routerId: string; hours: number }) {
  return (
    <nav aria-label="How far back" className="flex gap-1">
      {HISTORY_HOURS.map((range) => (
        <Link
          key={range}
          href={`/routers/${routerId}/health?hours=${range}`}
          aria-current={range === hours ? "true" : undefined}
          className={cn(
            "rounded-md px-2.5 py-1 text-sm text-ink-muted hover:bg-hover",
            range === hours && "bg-hover font-medium text-ink",
          )}
        >
          {range} h
        </Link>
      ))}
    </nav>
  );
}
