"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "../ui/cn";
import { isCurrent, NAV, type NavItem } from "./nav-items";

export interface NavProps {
  /** Something out of order, as a number beside the item. */
  alerts: Record<string, number>;
  onNavigate?: () => void;
}

/** The menu of screens. */
export function Nav({ alerts, onNavigate }: NavProps) {
  const path = usePathname();
  return (
    <nav aria-label="Main" className="flex flex-col gap-4 px-3">
      {NAV.map((group) => (
        <ul key={group[0]?.href} className="flex flex-col gap-0.5">
          {group.map((item) => (
            <li key={item.href}>
              <NavLink
                item={item}
                current={isCurrent(path, item)}
                alert={alerts[item.href]}
                onNavigate={onNavigate}
              />
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

interface NavLinkProps {
  item: NavItem;
  current: boolean;
  alert?: number;
  onNavigate?: () => void;
}

function NavLink({ item, current, alert, onNavigate }: NavLinkProps) {
  const { href, label, icon: Icon } = item;
  return (
    <Link
      href={href}
      onClick={onNavigate}
      aria-current={current ? "page" : undefined}
      className={cn(
        "flex h-8 items-center gap-2.5 rounded-md px-2.5 text-base text-ink-muted transition-colors hover:bg-hover hover:text-ink max-md:h-11 max-md:text-md",
        current && "bg-hover font-medium text-ink",
      )}
    >
      <Icon className={cn("size-4", current ? "text-accent-text" : "text-ink-faint")} aria-hidden />
      {label}
      {alert ? (
        <span className="ml-auto rounded-full bg-bad-soft px-1.5 text-xs font-medium text-bad tabular">
          {alert}
          <span className="sr-only"> need a look</span>
        </span>
      ) : null}
    </Link>
  );
}
