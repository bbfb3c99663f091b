import type { Explanation } from "@/services/users";
import { cn } from "../ui/cn";
import { RelativeTime } from "../ui/relative-time";
import { TONE_ICONS, TONE_TEXT } from "../ui/tone-icons";

/** Why a user is online or offline, what to do about it, and how old this is. */
export function Why({ why }: { why: Explanation }) {
  const Icon = TONE_ICONS[why.tone];
  return (
    <div className="flex items-start gap-3 border-line border-b px-4 py-3.5">
      <Icon className={cn("mt-0.5 size-5 shrink-0", TONE_TEXT[why.tone])} aria-hidden />
      <div className="min-w-0">
        <p aria-live="polite" className="text-md font-medium text-pretty [overflow-wrap:anywhere]">
          {why.sentence}
        </p>
        <p className="mt-0.5 text-sm text-ink-muted">
          {why.todo ? <>{why.todo} </> : null}
          <span className="text-ink-faint">
            {why.seenAt ? (
              <>
                The router was last seen <RelativeTime at={why.seenAt} />.
              </>
            ) : (
              "The router has not been seen yet."
            )}
          </span>
        </p>
      </div>
    </div>
  );
}

/** The same in a list: only what the other columns do not say. */
export function WhyLine({ why }: { why: Explanation }) {
  if (why.tone === "ok" || SAID_ELSEWHERE.has(why.code)) return null;
  return (
    <span
      title={why.sentence}
      className="mt-0.5 line-clamp-2 max-w-64 text-sm text-pretty text-ink-muted"
    >
      {why.sentence}
    </span>
  );
}

/** The column of access has these words already. */
const SAID_ELSEWHERE = new Set<Explanation["code"]>([
  "closed",
  "suspended",
  "never_paid",
  "expired",
]);
