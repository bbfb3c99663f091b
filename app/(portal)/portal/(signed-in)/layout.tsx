import Link from "next/link";
import type { ReactNode } from "react";
import { requireCustomer } from "@/app/_auth/session";
import { Logo } from "@/components/logo";
import { PortalMenu } from "@/components/portal/portal-menu";
import { getInstallation } from "@/services/installation";

/** Made for a phone: one column, one thing to do. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const { ctx } = await requireCustomer();
  const { operatorName, supportPhone } = await getInstallation(ctx);
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-4">
      <header className="flex items-center justify-between py-4">
        <Link href="/portal" className="min-w-0 rounded-md">
          <Logo name={operatorName} />
        </Link>
        <PortalMenu />
      </header>
      <main className="flex-1 pb-10">{children}</main>
      {supportPhone ? (
        <footer className="pb-6 text-center text-sm text-ink-muted">
          Questions? Call{" "}
          <a className="text-accent-text underline underline-offset-4" href={`tel:${supportPhone}`}>
            {supportPhone}
          </a>
        </footer>
      ) : null}
    </div>
  );
}
