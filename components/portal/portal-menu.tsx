"use client";

import { History, LogOut, MenuIcon, SearchCheck, Wifi } from "lucide-react";
import Link from "next/link";
import { signOut } from "next-auth/react";
import { Button } from "../ui/button";
import { Menu, MenuItem, MenuSeparator } from "../ui/dropdown-menu";

/** The portal's few places, and the way out. */
export function PortalMenu() {
  const trigger = (
    <Button variant="ghost" size="lg" className="px-3" aria-label="Menu">
      <MenuIcon aria-hidden />
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      <MenuItem asChild>
        <Link href="/portal">
          <Wifi aria-hidden /> My connection
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link href="/portal/history">
          <History aria-hidden /> Payments and bills
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link href="/portal/code">
          <SearchCheck aria-hidden /> I have paid already
        </Link>
      </MenuItem>
      <MenuSeparator />
      <MenuItem onSelect={() => void signOut({ callbackUrl: "/portal/sign-in" })}>
        <LogOut aria-hidden /> Sign out
      </MenuItem>
    </Menu>
  );
}
