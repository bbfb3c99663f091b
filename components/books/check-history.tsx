import type { Books } from "@/services/books";
import { Badge } from "../ui/badge";
import { formatDuration } from "../ui/format";
import { RelativeTime } from "../ui/relative-time";

/** Each promise with whether it was kept when last looked at. */
export function Promises({ promises, latest }: Pick<Books, "promises" | "latest">) {
  const broken = new Set(latest?.broken.map((one) => one.id));
  return (
    <ul className="divide-y divide-line">
      {promises.map(({ id, promise }) => (
        <li key={id} className="flex items-baseline gap-3 px-4 py-2.5">
          <span className="w-24 shrink-0 font-mono text-xs text-ink-faint max-sm:hidden">{id}</span>
          <div className="min-w-0 flex-1">
            <p className="first-letter:uppercase">{promise}</p>
            <p className="mt-0.5 font-mono text-xs text-ink-faint sm:hidden">{id}</p>
          </div>
          {latest ? (
            <Badge tone={broken.has(id) ? "bad" : "ok"}>{broken.has(id) ? "Broken" : "Kept"}</Badge>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** When the books were checked, and how it went. */
export function CheckHistory({ checks }: Pick<Books, "checks">) {
  if (checks.length === 0)
    return <p className="px-4 py-8 text-center text-ink-muted">No check has run yet.</p>;
  return (
    <ul className="divide-y divide-line">
      {checks.map((check) => (
        <li key={check.id} className="flex items-center justify-between gap-3 px-4 py-2.5">
          <RelativeTime at={check.ranAt} />
          <span className="flex items-center gap-2 text-sm text-ink-faint tabular">
            {formatDuration(check.durationMs)}
            <Badge tone={check.inOrder ? "ok" : "bad"}>
              {check.inOrder ? "In order" : "Broken"}
            </Badge>
          </span>
        </li>
      ))}
    </ul>
  );
}
