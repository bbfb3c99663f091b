import {
  ArrowRight,
  ArrowUp,
  Equal,
  type LucideIcon,
  Minus,
  Pencil,
  Plus,
  Unplug,
} from "lucide-react";
import type { Change, Plan } from "@/lib/sync/plan";
import { Badge, type Tone } from "./ui/badge";
import { Callout } from "./ui/callout";

const VERBS: Record<Change["verb"], { word: string; icon: LucideIcon; tone: Tone }> = {
  create: { word: "Create", icon: Plus, tone: "ok" },
  update: { word: "Change", icon: Pencil, tone: "info" },
  move: { word: "Move", icon: ArrowUp, tone: "info" },
  delete: { word: "Remove", icon: Minus, tone: "bad" },
  kick: { word: "Disconnect", icon: Unplug, tone: "warn" },
};

/** A plan in words: each step, why, and each field before and after. */
export function PlanView({ plan }: { plan: Plan }) {
  if (plan.changes.length === 0 && plan.skipped.length === 0 && !plan.notes) {
    return (
      <p className="flex items-center gap-2 text-ink-muted">
        <Equal className="size-4 text-ok" aria-hidden />
        Nothing to change: the router already agrees.
      </p>
    );
  }
  return (
    <div className="space-y-3">
      {plan.changes.length > 0 ? (
        <ol className="divide-y divide-line rounded-md border border-line">
          {plan.changes.map((change) => (
            <ChangeRow key={`${change.verb}:${change.kind}:${change.name}`} change={change} />
          ))}
        </ol>
      ) : null}
      {plan.skipped.length > 0 ? <SkippedList plan={plan} /> : null}
      {plan.notes?.map((note) => (
        <Callout key={note} tone="warn" title={note} />
      ))}
    </div>
  );
}

function ChangeRow({ change }: { change: Change }) {
  const { word, icon, tone } = VERBS[change.verb];
  const fields = [...new Set([...Object.keys(change.before), ...Object.keys(change.after)])];
  const differing =
    change.verb === "delete" || change.verb === "kick"
      ? []
      : fields.filter((field) => change.before[field] !== change.after[field]);
  return (
    <li className="px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
        <span className="text-ink-muted">{change.kind}</span>
        <span className="font-mono text-sm [overflow-wrap:anywhere]">{change.name}</span>
      </div>
      <p className="mt-1 text-sm text-ink-muted">{change.why}</p>
      {differing.length > 0 ? (
        <dl className="mt-1.5 space-y-0.5 font-mono text-xs">
          {differing.map((field) => (
            <div key={field} className="flex flex-wrap items-center gap-x-1.5">
              <dt className="text-ink-faint">{field}</dt>
              <dd className="flex flex-wrap items-center gap-x-1.5">
                {change.verb === "create" ? null : (
                  <>
                    <del className="text-bad">{change.before[field] || "nothing"}</del>
                    <ArrowRight className="size-3 text-ink-faint" aria-label="becomes" />
                  </>
                )}
                <ins className="text-ok no-underline">{change.after[field] || "nothing"}</ins>
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </li>
  );
}

function SkippedList({ plan }: { plan: Plan }) {
  return (
    <Callout tone="warn" title={`Left alone (${plan.skipped.length})`}>
      <ul className="space-y-1">
        {plan.skipped.map((skipped) => (
          <li key={`${skipped.kind}:${skipped.name}:${skipped.reason}`}>
            {skipped.kind} <span className="font-mono">{skipped.name}</span>: {skipped.message}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
