import type { Stage } from "../ui/timeline";
import type { LiveProgress } from "./use-attempt";

const STOPPED = new Set<LiveProgress["phase"]>(["failed", "expired", "reversed"]);

const clock = new Intl.DateTimeFormat("en-KE", {
  timeZone: "Africa/Nairobi",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** The four steps that mean something to a customer; what cannot follow any more is left out. */
export function attemptStages(progress: LiveProgress): Stage[] {
  const { stages, phase, headline, settled, userId } = progress;
  const stopped = STOPPED.has(phase);
  const received = stages.callbackAt ?? stages.committedAt;
  const steps = [
    { label: "Request on your phone", ahead: "Asking M-Pesa", at: stages.promptedAt },
    { label: "Payment received", ahead: "Waiting for your PIN", at: stopped ? null : received },
    // What settles a debt opens nothing.
    ...(userId ? opening(stages) : []),
  ];
  const done = steps.flatMap(({ label, at }) => (at ? [doneStage(label, at)] : []));
  const [current, ...later] = steps.filter((step) => !step.at);
  if (stopped) return [...done, { key: "stopped", label: headline, state: "failed" }];
  if (!current || settled) return done;
  return [
    ...done,
    { key: current.label, label: current.ahead, state: "active" },
    ...later.map(({ label }): Stage => ({ key: label, label, state: "waiting" })),
  ];
}

const opening = ({ verifiedAt, onlineAt }: LiveProgress["stages"]) => [
  { label: "Access restored", ahead: "Opening your access", at: verifiedAt },
  { label: "You are online", ahead: "Waiting for your device", at: onlineAt },
];

const doneStage = (label: string, at: string): Stage => ({
  key: label,
  label,
  state: "done",
  at: <time dateTime={at}>{clock.format(new Date(at))}</time>,
});
