import type { ReactNode } from "react";
import { cn } from "./cn";

export interface Fact {
  label: string;
  value: ReactNode;
}

/** Facts about one thing: name on the left, value on the right. */
export function DescriptionList({ facts, className }: { facts: Fact[]; className?: string }) {
  return (
    <dl className={cn("divide-y divide-line", className)}>
      {facts.map((fact) => (
        <div key={fact.label} className="flex items-baseline justify-between gap-6 px-4 py-2.5">
          <dt className="shrink-0 text-sm text-ink-muted">{fact.label}</dt>
          <dd className="min-w-0 text-right [overflow-wrap:anywhere]">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
