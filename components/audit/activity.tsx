import type { AuditRow } from "@/services/reports";
import { RelativeTime } from "../ui/relative-time";
import { actionWords } from "./action-words";

/** Who did what to one thing, newest first. */
export function Activity({ entries }: { entries: AuditRow[] }) {
  if (entries.length === 0) {
    return <p className="px-4 py-8 text-center text-ink-muted">Nothing has been recorded yet.</p>;
  }
  return (
    <ul className="divide-y divide-line">
      {entries.map((entry) => (
        <li key={entry.id} className="flex flex-wrap items-baseline gap-x-2 px-4 py-2.5">
          <span className="font-medium">{entry.actorName}</span>
          <span className="text-ink-muted">{actionWords(entry.action)}</span>
          {typeof entry.data.reason === "string" ? (
            <span className="text-sm text-ink-faint">“{entry.data.reason}”</span>
          ) : null}
          <RelativeTime at={entry.at} className="ml-auto text-sm text-ink-faint" />
        </li>
      ))}
    </ul>
  );
}
