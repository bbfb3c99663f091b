"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { TabCount, tabStyles } from "./tabs";

export interface NavTab {
  href: string;
  label: string;
  count?: number;
}

/** Tabs that are pages: each has its own address and survives a reload. */
export function NavTabs({ tabs, label }: { tabs: NavTab[]; label: string }) {
  const path = usePathname();
  const nav = useRef<HTMLElement>(null);
  // On a phone the tabs are wider than the screen: the current one is shown, and the page does not move.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another current tab
  useEffect(() => {
    const strip = nav.current;
    const current = strip?.querySelector<HTMLElement>("[aria-current]");
    if (!strip || !current) return;
    const middle = current.offsetLeft - strip.offsetLeft + current.offsetWidth / 2;
    strip.scrollLeft = middle - strip.clientWidth / 2;
  }, [path]);
  return (
    <nav
      ref={nav}
      aria-label={label}
      className="mb-4 flex gap-5 overflow-x-auto border-line border-b"
    >
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
