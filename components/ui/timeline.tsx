import { Check, Circle, LoaderCircle, Minus, X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

export interface Stage {
  key: string;
  label: string;
  state: "done" | "active" | "waiting" | "skipped" | "failed";
  /** When it happened. */
  at?: ReactNode;
  detail?: ReactNode;
}

const LOOKS = {
  done: { icon: Check, box: "bg-ok-soft text-ok", word: "done" },
  active: { icon: LoaderCircle, box: "bg-info-soft text-info", word: "in progress" },
  waiting: { icon: Circle, box: "bg-sunken text-ink-faint", word: "not yet" },
  skipped: { icon: Minus, box: "bg-sunken text-ink-faint", word: "skipped" },
  failed: { icon: X, box: "bg-bad-soft text-bad", word: "failed" },
};

/** Stages in their order, each with its state in icon and word. */
export function Timeline({ stages, label }: { stages: Stage[]; label: string }) {
  return (
    <ol aria-label={label} className="relative">
      {stages.map((stage, index) => (
        <TimelineStage key={stage.key} stage={stage} last={index === stages.length - 1} />
      ))}
    </ol>
  );
}

function TimelineStage({ stage, last }: { stage: Stage; last: boolean }) {
  const { icon: Icon, box, word } = LOOKS[stage.state];
  const quiet = stage.state === "waiting" || stage.state === "skipped";
  return (
    <li
      className="relative flex gap-3 pb-4 last:pb-0"
      aria-current={stage.state === "active" ? "step" : undefined}
    >
      {last ? null : <span aria-hidden className="absolute top-6 bottom-0 left-3 w-px bg-line" />}
      <span className={cn("z-1 grid size-6 shrink-0 place-items-center rounded-full", box)}>
        <Icon
          aria-hidden
          className={cn("size-3.5", stage.state === "active" && "animate-spin")}
          strokeWidth={2.5}
        />
      </span>
      <div className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4 pt-0.5">
        <span className={cn("font-medium", quiet && "font-normal text-ink-faint")}>
          {stage.label}
          <span className="sr-only"> ({word})</span>
        </span>
        {stage.at ? <span className="text-sm text-ink-muted tabular">{stage.at}</span> : null}
        {stage.detail ? <p className="w-full text-sm text-ink-muted">{stage.detail}</p> : null}
      </div>
    </li>
  );
}
