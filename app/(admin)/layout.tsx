import type { ReactNode } from "react";
import { requireStaff } from "@/app/_auth/session";
import { signOutStaff } from "@/app/_auth/sign-out";
import { PausedBanner } from "@/components/shell/paused-banner";
import { Shell } from "@/components/shell/shell";
import { getInstallation } from "@/services/installation";
import { getNavAlerts } from "@/services/reports";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const { ctx, session, actor } = await requireStaff();
  const [installation, alerts] = await Promise.all([getInstallation(ctx), getNavAlerts(ctx)]);
  return (
    <Shell
      operatorName={installation.operatorName}
      alerts={{
        "/routers": alerts.routers,
        "/sync": alerts.sync,
        "/alerts": alerts.alerts,
        "/payments": alerts.payments,
        "/books": alerts.books,
      }}
      person={{ name: session.name, email: session.email ?? "", role: actor.role }}
      signOut={signOutStaff}
      banner={
        installation.pausedAt ? <PausedBanner reason={installation.pausedReason ?? ""} /> : null
      }
    >
      {children}
    </Shell>
  );
}
