import { Download, Pencil, SquareTerminal, Users } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireStaff } from "@/app/_auth/session";
import { RefreshEvery } from "@/components/live/refresh-every";
import { ManageRouter } from "@/components/routers/plan-preview";
import { RouterConditions } from "@/components/routers/router-conditions";
import { RouterHealth, RouterNotices } from "@/components/routers/router-health";
import { StatusBadge } from "@/components/status-badges";
import { SyncRuns } from "@/components/sync/sync-runs";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { Stat } from "@/components/ui/stat";
import { UsersTable } from "@/components/users/users-table";
import { roleAllows } from "@/lib/context";
import { listSyncRuns } from "@/services/reports";
import { getRouter, type RouterSummary } from "@/services/routers";
import { listUsers } from "@/services/users";
import { previewPlanAction, startManagingAction, stopManagingAction } from "../actions";

export const metadata: Metadata = { title: "Router" };

type Props = { params: Promise<{ id: string }>; searchParams: ListSearch };

export default async function RouterPage({ params, searchParams }: Props) {
  const { ctx, actor } = await requireStaff();
  const { id: routerId } = await params;
  const router = await orNotFound(getRouter(ctx, { routerId }));
  const [users, runs] = await Promise.all([
    listUsers(ctx, { ...(await listInput(searchParams)), routerId, pageSize: 25 }),
    listSyncRuns(ctx, { routerId, limit: 9 }),
  ]);
  const mayWrite = roleAllows(actor.role, "routers.write");
  return (
    <>
      <RefreshEvery seconds={5} />
      <PageHeader
        title={router.name}
        crumbs={[{ label: "Routers", href: "/routers" }]}
        badges={<StatusBadge kind="policy" status={router.syncPolicy} />}
        description={
          <span className="font-mono text-sm">
            {router.host}:{router.port} {router.transport === "tls" ? "(TLS)" : ""}
          </span>
        }
        actions={<RouterActions router={router} mayWrite={mayWrite} />}
      />
      <RouterNotices router={router} />
      <RouterConditions router={router} />
      <RouterCounts users={router.users} />
      <div className="my-5 grid items-start gap-5 lg:grid-cols-3">
        <Card className="lg:col-span-2">
          <CardHeader title="Recent sync runs" />
          <SyncRuns runs={runs.map((run) => ({ ...run, subject: run.username }))} />
        </Card>
        <RouterHealth router={router} history={`/routers/${routerId}/health`} />
      </div>
      <UsersTable {...users} hideRouter />
    </>
  );
}

function RouterActions({ router, mayWrite }: { router: RouterSummary; mayWrite: boolean }) {
  const { id: routerId } = router;
  const managed = router.syncPolicy !== "observe_only";
  return (
    <>
      <Button asChild variant="ghost">
        <Link href={`/routers/${routerId}/sessions`}>
          <Users aria-hidden /> Sessions
        </Link>
      </Button>
      {mayWrite ? (
        <>
          <Button asChild variant="ghost">
            <Link href={`/routers/${routerId}/setup`}>
              <SquareTerminal aria-hidden /> Set up
            </Link>
          </Button>
          <Button asChild variant="ghost">
            <Link href={`/routers/${routerId}/import`}>
              <Download aria-hidden /> Import
            </Link>
          </Button>
          <Button asChild>
            <Link href={`/routers/${routerId}/edit`}>
              <Pencil aria-hidden /> Edit
            </Link>
          </Button>
          {managed ? (
            <ConfirmDialog
              trigger={<Button>Stop managing</Button>}
              title={`Only observe ${router.name}?`}
              description="What is on it stays, but nothing is changed any more: who pays is not let in, who lapses is not cut off."
              confirmLabel="Stop managing"
              danger
              action={stopManagingAction}
              hidden={{ routerId }}
              success="The router is only observed now."
            />
          ) : null}
          <ManageRouter
            routerId={routerId}
            name={router.name}
            managed={managed}
            braked={router.state.brakeReason !== null}
            preview={previewPlanAction}
            start={startManagingAction}
          />
        </>
      ) : null}
    </>
  );
}

function RouterCounts({ users }: { users: Awaited<ReturnType<typeof getRouter>>["users"] }) {
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      <Stat label="Online" value={users.online} detail={`of ${users.total} users`} />
      <Stat label="In sync" value={users.inSync} />
      <Stat label="On the way" value={users.pending} />
      <Stat label="Failed" value={users.failed} />
    </div>
  );
}
