import type { Plan } from "@/lib/sync/plan";
import { PlanView } from "../plan-view";
import { StatusBadge, type StatusOf } from "../status-badges";
import { formatDuration } from "../ui/format";
import { RelativeTime } from "../ui/relative-time";

export interface RunView {
  id: string;
  cause: string;
  outcome: StatusOf<"syncOutcome">;
  startedAt: Date;
  finishedAt: Date;
  plan: Plan | null;
  error: string | null;
  /** Whose run, where that is not clear from the page. */
  subject?: string;
}

/** What the engine did, newest first; each opens to its plan. */
export function SyncRuns({ runs }: { runs: RunView[] }) {
  if (runs.length === 0) {
    return <p className="px-4 py-8 text-center text-ink-muted">Nothing has been done yet.</p>;
  }
  return (
    <ul aria-label="Sync runs" className="divide-y divide-line">
      {runs.map((run) => (
        <li key={run.id}>
          <RunDetails run={run} />
        </li>
      ))}
    </ul>
  );
}

function RunDetails({ run }: { run: RunView }) {
  const changes = run.plan?.changes.length ?? 0;
  return (
    <details className="group">
      <summary className="flex cursor-pointer list-none flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 hover:bg-canvas [&::-webkit-details-marker]:hidden">
        <StatusBadge kind="syncOutcome" status={run.outcome} />
        {run.subject ? <span className="font-medium">{run.subject}</span> : null}
        <span className="text-ink-muted">{run.cause}</span>
        <span className="ml-auto text-sm text-ink-faint tabular">
          {changes > 0 ? `${changes} ${changes === 1 ? "change" : "changes"} · ` : ""}
          {formatDuration(run.finishedAt.getTime() - run.startedAt.getTime())} ·{" "}
          <RelativeTime at={run.startedAt} />
        </span>
      </summary>
      <div className="space-y-3 px-4 pb-4">
        {run.error ? <p className="text-bad">{run.error}</p> : null}
        {run.plan ? (
          <PlanView plan={run.plan} />
        ) : (
          <p className="text-sm text-ink-muted">No plan was made in this run.</p>
        )}
      </div>
    </details>
  );
}
