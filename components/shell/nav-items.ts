import {
  Activity,
  Banknote,
  Bell,
  BookCheck,
  FileClock,
  FileText,
  LayoutDashboard,
  type LucideIcon,
  MessageSquare,
  Package,
  Router,
  Settings,
  UserRound,
  Users,
  Wallet,
} from "lucide-react";

export interface NavItem {
  href: string;
  label: string;
  icon: LucideIcon;
  /** Where else the item leads, by its own tabs. */
  also?: string;
}

/** The screens of the staff side, in the order and groups of the menu. */
export const NAV: NavItem[][] = [
  [{ href: "/dashboard", label: "Dashboard", icon: LayoutDashboard }],
  [
    { href: "/customers", label: "Customers", icon: Users },
    { href: "/users", label: "Users", icon: UserRound },
    { href: "/packages", label: "Packages", icon: Package },
    { href: "/payments", label: "Payments", icon: Banknote },
    { href: "/tills", label: "Tills", icon: Wallet },
    { href: "/bills", label: "Bills", icon: FileText },
    { href: "/books", label: "Books", icon: BookCheck, also: "/reconciliation" },
  ],
  [
    { href: "/routers", label: "Routers", icon: Router },
    { href: "/sync", label: "Sync", icon: Activity },
    { href: "/alerts", label: "Alerts", icon: Bell },
  ],
  [
    { href: "/messages", label: "Messages", icon: MessageSquare },
    { href: "/audit", label: "Audit", icon: FileClock },
    { href: "/settings", label: "Settings", icon: Settings },
  ],
];

/** The menu's item that the address belongs to. */
export const isCurrent = (path: string, { href, also }: NavItem): boolean =>
  [href, also].some((one) => one && (path === one || path.startsWith(`${one}/`)));
