import { Activity, Banknote, Router, Timer, Users, Wifi } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireStaff } from "@/app/_auth/session";
import { OpenAlerts } from "@/components/alerts/open-alerts";
import { RecentPayments } from "@/components/dashboard/recent-payments";
import { RevenueChart } from "@/components/dashboard/revenue-chart";
import { RefreshEvery } from "@/components/live/refresh-every";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatDuration } from "@/components/ui/format";
import { PageHeader } from "@/components/ui/page-header";
import { Stat } from "@/components/ui/stat";
import { formatMoney } from "@/lib/money";
import { listAlerts } from "@/services/alerts";
import { type Dashboard, getDashboard } from "@/services/reports";

export const metadata: Metadata = { title: "Dashboard" };

const number = (value: number) => value.toLocaleString("en-KE");
const duration = (ms: number | null) => (ms === null ? "–" : formatDuration(ms));

export default async function DashboardPage() {
  const { ctx, session } = await requireStaff();
  const [dashboard, alerts] = await Promise.all([
    getDashboard(ctx),
    listAlerts(ctx, { status: "open", pageSize: 4 }),
  ]);
  return (
    <>
      <RefreshEvery seconds={10} />
      <PageHeader
        title="Dashboard"
        description={`Good to see you, ${session.name.split(" ")[0]}.`}
      />
      <OpenAlerts alerts={alerts.rows} total={alerts.total} />
      <Stats dashboard={dashboard} />
      <div className="mt-5 grid items-start gap-5 lg:grid-cols-5">
        <Card className="lg:col-span-3">
          <CardHeader title="Revenue" description="Credited payments per day, last 14 days." />
          <CardBody>
            <RevenueChart days={dashboard.chart} />
          </CardBody>
        </Card>
        <Card className="lg:col-span-2">
          <CardHeader
            title="Latest payments"
            actions={
              <Button asChild variant="ghost" size="sm">
                <Link href="/payments">All payments</Link>
              </Button>
            }
          />
          <RecentPayments payments={dashboard.recent} />
        </Card>
      </div>
    </>
  );
}

function Stats({ dashboard }: { dashboard: Dashboard }) {
  const { users, sync, routers, today, latency } = dashboard;
  const onTheWay = sync.pending + sync.syncing;
  const routerTotal = routers.up + routers.down + routers.unknown;
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-3">
      <Stat
        label="Revenue today"
        icon={Banknote}
        value={formatMoney(today.revenueCents)}
        detail={`${number(today.payments)} ${today.payments === 1 ? "payment" : "payments"}`}
        href="/payments"
      />
      <Stat
        label="Online now"
        icon={Wifi}
        value={number(users.online)}
        detail={`${number(users.active)} of ${number(users.total)} users have access`}
        href="/users?status=online"
      />
      <Stat
        label="Customers"
        icon={Users}
        value={number(dashboard.customers)}
        detail={`${number(users.total)} users`}
        href="/customers"
      />
      <Stat
        label="In sync"
        icon={Activity}
        value={number(sync.in_sync)}
        detail={`${number(onTheWay)} on the way, ${number(sync.failed)} failed`}
        href="/sync"
      />
      <Stat
        label="Routers up"
        icon={Router}
        value={`${routers.up} of ${routerTotal}`}
        detail={routers.braked ? `${routers.braked} stopped by the brake` : `${routers.down} down`}
        href="/routers"
      />
      <Stat
        label="Paid to restored"
        icon={Timer}
        value={duration(latency.p50Ms)}
        detail={
          latency.count
            ? `median; 95% within ${duration(latency.p95Ms)}`
            : "callback to verified on the router"
        }
      />
    </div>
  );
}
