import { formatDuration } from "../ui/format";
import { type Stage, Timeline } from "../ui/timeline";

type At = Date | null | undefined;

export interface StageTimes {
  requestedAt?: At;
  promptedAt?: At;
  callbackAt?: At;
  committedAt?: At;
  eventAt?: At;
  appliedAt?: At;
  verifiedAt?: At;
  onlineAt?: At;
}

const STAGES: { key: keyof StageTimes; label: string }[] = [
  { key: "requestedAt", label: "Requested" },
  { key: "promptedAt", label: "Prompt on the phone" },
  { key: "callbackAt", label: "Money reported" },
  { key: "committedAt", label: "Booked, access declared" },
  { key: "eventAt", label: "Sync began" },
  { key: "appliedAt", label: "Applied on the router" },
  { key: "verifiedAt", label: "Verified on the router" },
  { key: "onlineAt", label: "Online" },
];

const clock = new Intl.DateTimeFormat("en-KE", {
  timeZone: "Africa/Nairobi",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});

/**
 * Stages with their times: what lies before one that happened and has no time was skipped (a payment at the
 * paybill is never requested), the first after the last that happened is under way.
 */
function stagesOf(times: StageTimes): Stage[] {
  const last = STAGES.findLastIndex(({ key }) => times[key]);
  let previous: Date | undefined;
  return STAGES.map(({ key, label }, index) => {
    const at = times[key];
    if (!at) {
      const state = index < last ? "skipped" : index === last + 1 ? "active" : "waiting";
      return { key, label, state };
    }
    const took = previous && at.getTime() - previous.getTime();
    previous = at;
    return {
      key,
      label,
      state: "done",
      at: (
        <>
          {took === undefined || took < 0 ? null : (
            <span className="mr-3 text-ink-faint">+{formatDuration(took)}</span>
          )}
          <time dateTime={at.toISOString()}>{clock.format(at)}</time>
        </>
      ),
    };
  });
}

/** The way from "Pay" to "online", stage by stage, to the millisecond. */
export function RestorationTimeline({ times }: { times: StageTimes }) {
  return <Timeline label="Stages of the payment" stages={stagesOf(times)} />;
}
