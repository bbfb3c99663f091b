import type { schema } from "@/lib/db";
import { keyOf } from "./condition";

export type AlertRow = typeof schema.alerts.$inferSelect;

/** One SMS about one condition: that it is so, or that it is over. */
export interface News {
  alert: AlertRow;
  over: boolean;
}

const DAY_MS = 86_400_000;
/** Whose end is news too. */
const ENDS_MATTER = new Set<AlertRow["kind"]>(["router_down"]);
/** What staff are reminded of each day while it lasts. */
const DAILY = new Set<AlertRow["kind"]>(["mpesa_password"]);
const RANK = { info: 0, warn: 1, bad: 2 } as const;

export interface NewsRules {
  now: Date;
  quietMinutes: number;
  smsFrom: AlertRow["severity"];
}

/**
 * What staff are to hear now. After an SMS about a condition nothing is said about it in the quiet period; when that
 * is over, staff hear how it stands if that is not what they heard last. So what comes and goes sends one SMS. Pure.
 */
export function dueNews(alerts: readonly AlertRow[], rules: NewsRules): News[] {
  const byKey = new Map<string, AlertRow[]>();
  for (const alert of alerts) byKey.set(keyOf(alert), [...(byKey.get(keyOf(alert)) ?? []), alert]);
  return [...byKey.values()].flatMap((history) => newsOf(history, rules) ?? []);
}

function newsOf(history: AlertRow[], { now, quietMinutes, smsFrom }: NewsRules): News | undefined {
  const spoken = history.flatMap(({ lastNotifiedAt, endNotifiedAt }) =>
    [lastNotifiedAt, endNotifiedAt].filter((at) => at !== null),
  );
  const last = Math.max(0, ...spoken.map((at) => at.getTime()));
  if (now.getTime() - last < quietMinutes * 60_000) return undefined;
  const open = history.find(({ clearedAt }) => clearedAt === null);
  const believed = history.find((one) => one.lastNotifiedAt && !one.endNotifiedAt);
  if (!open) {
    const news = believed && ENDS_MATTER.has(believed.kind);
    return news ? { alert: believed, over: true } : undefined;
  }
  if (RANK[open.severity] < RANK[smsFrom]) return undefined;
  if (open.lastNotifiedAt === null)
    // They heard that it began, and nobody told them that it had ended meanwhile.
    return believed && ENDS_MATTER.has(open.kind) ? undefined : { alert: open, over: false };
  const again = DAILY.has(open.kind) && now.getTime() - open.lastNotifiedAt.getTime() >= DAY_MS;
  return again ? { alert: open, over: false } : undefined;
}
