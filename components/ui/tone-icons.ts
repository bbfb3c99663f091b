import {
  CircleAlert,
  CircleCheck,
  CircleHelp,
  Info,
  type LucideIcon,
  TriangleAlert,
} from "lucide-react";

/** What stands beside words of each tone, so that colour is not all that tells them apart. */
export const TONE_ICONS = {
  ok: CircleCheck,
  info: Info,
  warn: TriangleAlert,
  bad: CircleAlert,
  neutral: CircleHelp,
} as const satisfies Record<string, LucideIcon>;

export const TONE_TEXT: Record<keyof typeof TONE_ICONS, string> = {
  ok: "text-ok",
  info: "text-info",
  warn: "text-warn",
  bad: "text-bad",
  neutral: "text-ink-faint",
};
