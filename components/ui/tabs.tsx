"use client";

import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

export interface Tab {
  value: string;
  label: ReactNode;
  count?: number;
  content: ReactNode;
}

/** Views of one thing. For views that deserve an address of their own use NavTabs. */
export function Tabs({ tabs, label, flush }: { tabs: Tab[]; label: string; flush?: boolean }) {
  return (
    <Radix.Root defaultValue={tabs[0]?.value}>
      <Radix.List
        aria-label={label}
        className={cn(
          "flex gap-5 overflow-x-auto border-line border-b",
          // Inside a card: the line runs from edge to edge and the content brings its own space.
          flush ? "px-4" : "mb-4",
        )}
      >
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.value} value={tab.value} className={tabStyles}>
            {tab.label}
            {tab.count === undefined ? null : <TabCount>{tab.count}</TabCount>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="focus-visible:outline-offset-4">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

export const tabStyles =
  "-mb-px inline-flex items-center gap-1.5 whitespace-nowrap focus-visible:-outline-offset-2 border-transparent border-b-2 pb-2.5 pt-1 text-base font-medium text-ink-muted transition-colors hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink data-[state=active]:border-accent data-[state=active]:text-ink";

export const TabCount = ({ children }: { children: ReactNode }) => (
  <span className="rounded-full bg-sunken px-1.5 text-xs text-ink-muted tabular">{children}</span>
);
