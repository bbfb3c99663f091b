import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { RefreshEvery } from "@/components/live/refresh-every";
import { SyncIssuesTable } from "@/components/sync/sync-issues-table";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { Stat } from "@/components/ui/stat";
import { getSyncCounts, listSyncIssues } from "@/services/reports";

export const metadata: Metadata = { title: "Sync" };

export default async function SyncPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx } = await requireStaff();
  const input = await listInput(searchParams);
  const [counts, page] = await Promise.all([getSyncCounts(ctx), listSyncIssues(ctx, input)]);
  return (
    <>
      <RefreshEvery seconds={4} />
      <PageHeader
        title="Sync"
        description="Users whose router does not agree yet. All of this is tried again by itself."
      />
      <div className="mb-5 grid grid-cols-2 gap-3 sm:grid-cols-4">
        <Stat label="In sync" value={counts.in_sync.toLocaleString("en-KE")} />
        <Stat
          label="On the way"
          value={(counts.pending + counts.syncing).toLocaleString("en-KE")}
          href="/sync?status=pending"
        />
        <Stat
          label="Failed"
          value={counts.failed.toLocaleString("en-KE")}
          href="/sync?status=failed"
        />
        <Stat
          label="Paused or unknown"
          value={(counts.paused + counts.unknown).toLocaleString("en-KE")}
          href="/sync?status=paused"
        />
      </div>
      <SyncIssuesTable {...page} />
    </>
  );
}
