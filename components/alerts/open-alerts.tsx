import Link from "next/link";
import type { AlertView } from "@/services/alerts";
import { Button } from "../ui/button";
import { Card, CardHeader } from "../ui/card";
import { cn } from "../ui/cn";
import { RelativeTime } from "../ui/relative-time";
import { TONE_ICONS, TONE_TEXT } from "../ui/tone-icons";
import { placeOf } from "./words";

/** The first of the open alerts; nothing at all when there are none. */
export function OpenAlerts({ alerts, total }: { alerts: AlertView[]; total: number }) {
  if (alerts.length === 0) return null;
  return (
    <Card className="mb-5">
      <CardHeader
        title={total === 1 ? "1 alert" : `${total} alerts`}
        actions={
          <Button asChild variant="ghost" size="sm">
            <Link href="/alerts">All alerts</Link>
          </Button>
        }
      />
      <ul className="divide-y divide-line">
        {alerts.map((alert) => {
          const Icon = TONE_ICONS[alert.severity];
          return (
            <li key={alert.id}>
              <Link
                href={placeOf(alert)}
                className="flex items-start gap-3 px-4 py-2.5 hover:bg-canvas"
              >
                <Icon
                  className={cn("mt-0.5 size-4 shrink-0", TONE_TEXT[alert.severity])}
                  aria-hidden
                />
                <span className="min-w-0 flex-1 text-pretty [overflow-wrap:anywhere]">
                  {alert.message}
                </span>
                <RelativeTime at={alert.raisedAt} className="text-sm text-ink-faint" />
              </Link>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
