"use client";

import { ChevronsUpDown, LogOut, Settings } from "lucide-react";
import Link from "next/link";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "../ui/dropdown-menu";
import { ThemeSwitch } from "../ui/theme";

export interface Person {
  name: string;
  email: string;
  role: string;
}

export interface AccountMenuProps {
  person: Person;
  signOut: () => Promise<void>;
}

const initials = (name: string) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase() ?? "")
    .join("");

/** Who is signed in, the theme, and the way out. */
export function AccountMenu({ person, signOut }: AccountMenuProps) {
  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <button
          type="button"
          className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-hover"
        >
          <span className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent-text">
            {initials(person.name)}
          </span>
          <span className="min-w-0 flex-1">
            <span className="block truncate text-sm font-medium">{person.name}</span>
            <span className="block truncate text-xs text-ink-faint capitalize">{person.role}</span>
          </span>
          <ChevronsUpDown className="size-4 shrink-0 text-ink-faint" aria-hidden />
        </button>
      }
    >
      <MenuLabel>{person.email}</MenuLabel>
      <div className="px-2 pt-1 pb-2">
        <ThemeSwitch />
      </div>
      <MenuSeparator />
      <MenuItem asChild>
        <Link href="/settings">
          <Settings aria-hidden /> Settings
        </Link>
      </MenuItem>
      <MenuItem onSelect={() => void signOut()}>
        <LogOut aria-hidden /> Sign out
      </MenuItem>
    </Menu>
  );
}
