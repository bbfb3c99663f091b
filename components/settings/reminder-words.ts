import type { SettingsOf } from "@/services/settings";
import { span } from "./billing-words";

/** "72, 24" as hours; nothing when it is no list of whole numbers. */
export function parseHours(text: string): number[] | undefined {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const hours = parts.map(Number);
  return hours.every((hour) => Number.isInteger(hour) && hour >= 1 && hour <= 720)
    ? hours
    : undefined;
}

const listed = (hours: number[]) =>
  [...new Set(hours)]
    .sort((a, b) => b - a)
    .map(span)
    .join(", ");

/** What the reminder settings mean, a sentence each. */
export function reminderWords(values: {
  before: number[] | undefined;
  after: number[] | undefined;
  atExpiry: boolean;
  autoPrompt: SettingsOf<"dunning">["autoPrompt"];
}): string[] {
  const { before, after, atExpiry, autoPrompt } = values;
  if (!before || !after) return ["Enter hours as whole numbers, for example 72, 24."];
  return [
    before.length > 0
      ? `An SMS goes out ${listed(before)} before time runs out or a bill is due, unless they have just bought or the wallet will pay.`
      : "Nothing is sent before time runs out.",
    atExpiry
      ? "Another one when it runs out, and one when grace ends, at any hour."
      : "Nothing is sent at the moment it runs out.",
    after.length > 0
      ? `Who has not paid is reminded ${listed(after)} after it.`
      : "Nothing is sent afterwards.",
    autoPrompt
      ? "Customers who have agreed get one M-Pesa prompt on their phone at expiry. Who may be paying already gets none."
      : "No M-Pesa prompts are sent by themselves.",
    "Between 21:00 and 07:00 everything else waits for the morning. A payment stops whatever was still to come.",
  ];
}
