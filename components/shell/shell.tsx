"use client";

import { Menu as MenuIcon } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { Logo } from "../logo";
import { Button } from "../ui/button";
import { Sheet } from "../ui/sheet";
import { AccountMenu, type AccountMenuProps } from "./account-menu";
import { CommandPalette } from "./command-palette";
import { Nav } from "./nav";

export interface ShellProps extends AccountMenuProps {
  operatorName: string;
  alerts: Record<string, number>;
  banner?: ReactNode;
  children: ReactNode;
}

/** The frame of every staff screen: sidebar on desks, a bar with a menu on phones. */
export function Shell(props: ShellProps) {
  const { operatorName, alerts, banner, children, ...account } = props;
  return (
    <div className="md:grid md:min-h-dvh md:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <aside className="sticky top-0 flex h-dvh flex-col gap-4 border-line border-r bg-sunken py-4 max-md:hidden print:hidden">
        <Link href="/dashboard" className="mx-3 rounded-md px-2.5 py-1">
          <Logo name={operatorName} />
        </Link>
        <div className="px-3">
          <CommandPalette />
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto py-1">
          <Nav alerts={alerts} />
        </div>
        <div className="border-line border-t px-3 pt-3">
          <AccountMenu {...account} />
        </div>
      </aside>
      <PhoneBar operatorName={operatorName} alerts={alerts} {...account} />
      <div className="min-w-0">
        {banner}
        <main id="content" className="mx-auto w-full max-w-6xl px-4 py-6 sm:px-6 md:px-8 md:py-8">
          {children}
        </main>
      </div>
    </div>
  );
}

type PhoneBarProps = Omit<ShellProps, "children" | "banner">;

function PhoneBar({ operatorName, alerts, ...account }: PhoneBarProps) {
  const [open, setOpen] = useState(false);
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center justify-between gap-3 border-line border-b bg-sunken px-3 md:hidden print:hidden">
      <Link href="/dashboard" className="min-w-0 rounded-md">
        <Logo name={operatorName} />
      </Link>
      <Sheet
        title="Menu"
        hideTitle
        side="left"
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Button variant="ghost" size="icon" aria-label="Menu">
            <MenuIcon aria-hidden />
          </Button>
        }
      >
        <div className="flex h-full flex-col gap-4 py-4">
          <div className="px-3">
            <CommandPalette />
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto">
            <Nav alerts={alerts} onNavigate={() => setOpen(false)} />
          </div>
          <div className="border-line border-t px-3 pt-3">
            <AccountMenu {...account} />
          </div>
        </div>
      </Sheet>
    </header>
  );
}
