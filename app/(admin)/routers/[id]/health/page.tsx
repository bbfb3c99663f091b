import type { Metadata } from "next";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireStaff } from "@/app/_auth/session";
import { RefreshEvery } from "@/components/live/refresh-every";
import { RouterHealth, RouterNotices } from "@/components/routers/router-health";
import { RouterHistoryCard } from "@/components/routers/router-history";
import { RouterNetwatch, RouterPorts } from "@/components/routers/router-ports";
import { PageHeader } from "@/components/ui/page-header";
import { getRouter, getRouterHistory } from "@/services/routers";

export const metadata: Metadata = { title: "Router health" };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ hours?: string | string[] }>;
};

export default async function RouterHealthPage({ params, searchParams }: Props) {
  const { ctx } = await requireStaff();
  const [{ id: routerId }, { hours }] = await Promise.all([params, searchParams]);
  const router = await orNotFound(getRouter(ctx, { routerId }));
  const history = await getRouterHistory(ctx, { routerId, hours: String(hours ?? 24) });
  return (
    <>
      <RefreshEvery seconds={30} />
      <PageHeader
        title="Health"
        crumbs={[
          { label: "Routers", href: "/routers" },
          { label: router.name, href: `/routers/${routerId}` },
        ]}
      />
      <RouterNotices router={router} />
      <RouterHistoryCard routerId={routerId} history={history} />
      <div className="mt-5 grid items-start gap-5 lg:grid-cols-3">
        <RouterPorts state={router.state} />
        <div className="grid gap-5">
          <RouterNetwatch state={router.state} />
          <RouterHealth router={router} />
        </div>
      </div>
    </>
  );
}
