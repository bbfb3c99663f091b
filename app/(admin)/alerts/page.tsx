import { Settings } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireStaff } from "@/app/_auth/session";
import { AlertsTable } from "@/components/alerts/alerts-table";
import { RefreshEvery } from "@/components/live/refresh-every";
import { Button } from "@/components/ui/button";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { listAlerts } from "@/services/alerts";

export const metadata: Metadata = { title: "Alerts" };

export default async function AlertsPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx } = await requireStaff();
  const page = await listAlerts(ctx, await listInput(searchParams));
  return (
    <>
      <RefreshEvery seconds={15} />
      <PageHeader
        title="Alerts"
        description="What somebody should know of. Each ends by itself when it is over."
        actions={
          <Button asChild>
            <Link href="/settings/alerts">
              <Settings aria-hidden /> Who gets an SMS
            </Link>
          </Button>
        }
      />
      <AlertsTable {...page} />
    </>
  );
}
