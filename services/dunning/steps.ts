import { hourOfDay } from "@/lib/billing";
import type { SettingsOf } from "@/services/settings";

const HOUR_MS = 3_600_000;
const LAST_HOURS = 24;

/** A step of dunning and when it may be taken, measured from the end that it is about. */
export interface Step {
  /** As stored: `before:72h`, `at`, `after:24h`, `prompt`. */
  name: string;
  kind: "prompt" | "at" | "cut" | "bill" | "before" | "after";
  /** From here on; negative is before the end. */
  fromMs: number;
  /** Up to here: then the next step has more to say. */
  untilMs: number;
}

/**
 * The steps of the settings, the most pressing first. Each one's time ends where the next one's begins, so that after
 * an outage a customer hears the news once and not the history.
 */
export function stepsOf(settings: SettingsOf<"dunning">): Step[] {
  const before = sorted(settings.remindBeforeHours).reverse();
  const after = sorted(settings.remindAfterHours);
  const hours = (name: string, kind: Step["kind"], from: number, until: number): Step => ({
    name,
    kind,
    fromMs: from * HOUR_MS,
    untilMs: until * HOUR_MS,
  });
  const firstAfter = Math.min(after[0] ?? LAST_HOURS, LAST_HOURS);
  const each: (Step | false)[] = [
    settings.autoPrompt && hours("prompt", "prompt", 0, LAST_HOURS / 2),
    settings.remindAtExpiry && hours("at", "at", 0, firstAfter),
    settings.remindAtExpiry && hours("cut", "cut", 0, LAST_HOURS),
    hours("bill", "bill", 0, 2 * LAST_HOURS),
    ...before.map((h, i) => hours(`before:${h}h`, "before", -h, 0 - (before[i + 1] ?? 0))),
    ...after.map((h, i) => hours(`after:${h}h`, "after", h, after[i + 1] ?? h + LAST_HOURS)),
  ];
  return each.filter((step) => step !== false);
}

const sorted = (hours: number[]) => [...new Set(hours)].sort((a, b) => a - b);

/** At night, 21:00–07:00 in Nairobi, only the news that access has ended goes out. */
export function isQuiet(step: Step, now: Date): boolean {
  if (step.kind === "at" || step.kind === "cut") return false;
  const hour = hourOfDay(now);
  return hour >= 21 || hour < 7;
}
