"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { TabCount, tabStyles } from "./tabs";

export interface NavTab {
  href: string;
  label: string;
  count?: number;
}

/** Tabs that are pages: each has its own address and survives a reload. */
export function NavTabs({ tabs, label }: { tabs: NavTab[]; label: string }) {
  const path = usePathname();
  return (
    <nav aria-label={label} className="mb-4 flex gap-5 overflow-x-auto border-line border-b">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={path === tab.href ? "page" : undefined}
          className={tabStyles}
        >
          {tab.label}
          {tab.count ? <TabCount>{tab.count}</TabCount> : null}
        </Link>
      ))}
    </nav>
  );
}
