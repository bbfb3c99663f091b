import { formatDuration } from "../ui/format";
import { ExactTime } from "../ui/relative-time";

export interface BookedTimeProps {
  booked: { id: string; packageName: string; startsAt: Date; endsAt: Date }[];
  nextPackageName: string | null;
  pausedSecondsLeft: number | null;
}

/** Paid time that is still to run, stretch by stretch, and what comes after it. */
export function BookedTime({ booked, nextPackageName, pausedSecondsLeft }: BookedTimeProps) {
  return (
    <ul aria-label="Booked" className="flex flex-col gap-1">
      {pausedSecondsLeft !== null ? (
        <li className="font-medium">
          {pausedSecondsLeft > 0
            ? `Paused: ${formatDuration(pausedSecondsLeft * 1000)} are kept.`
            : "Paused: no time is kept, and none is billed."}
        </li>
      ) : null}
      {booked.map((time) => (
        <li key={time.id} className="flex flex-wrap justify-between gap-x-4">
          <span>{time.packageName}</span>{" "}
          <span className="text-ink-muted">
            until <ExactTime at={time.endsAt} />
          </span>
        </li>
      ))}
      {booked.length === 0 && pausedSecondsLeft === null ? (
        <li className="text-ink-muted">No paid time is left.</li>
      ) : null}
      {nextPackageName ? (
        <li className="text-ink-muted">From the next renewal on: {nextPackageName}</li>
      ) : null}
    </ul>
  );
}
