import type { Metadata } from "next";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireStaff } from "@/app/_auth/session";
import { CommitImport } from "@/components/imports/commit-import";
import { ImportIntro } from "@/components/imports/import-intro";
import { ImportNotices } from "@/components/imports/import-notices";
import { ImportPackages } from "@/components/imports/import-packages";
import { ImportProgress } from "@/components/imports/import-progress";
import { ImportTable } from "@/components/imports/import-table";
import { ReadAgain } from "@/components/imports/read-again";
import { RefreshEvery } from "@/components/live/refresh-every";
import { NotForRole } from "@/components/not-for-role";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { dayOf } from "@/lib/time";
import { getImport, listImportRows } from "@/services/imports";
import {
  commitImportAction,
  discardImportAction,
  editImportPackageAction,
  editImportRowAction,
  includeImportRowAction,
  includeImportRowsAction,
  setDefaultPaidUntilAction,
  startImportAction,
} from "./actions";

export const metadata: Metadata = { title: "Import from router" };

type Props = { params: Promise<{ id: string }>; searchParams: ListSearch };

export default async function ImportPage({ params, searchParams }: Props) {
  const { ctx, actor } = await requireStaff();
  const { id: routerId } = await params;
  const found = await orNotFound(getImport(ctx, { routerId }));
  if (!roleAllows(actor.role, "routers.write"))
    return <NotForRole who="Owners, admins and technicians import from routers." />;
  const { router, batch } = found;
  const shown = batch && batch.status !== "discarded" ? batch : null;
  const rows =
    shown && (await listImportRows(ctx, { ...(await listInput(searchParams)), batchId: shown.id }));
  const inReview = shown?.status === "review";
  const underWay = shown?.status === "importing" || shown?.status === "adopting";
  return (
    <>
      {underWay ? <RefreshEvery seconds={2} /> : null}
      <PageHeader
        title="Import"
        crumbs={[
          { label: "Routers", href: "/routers" },
          { label: router.name, href: `/routers/${routerId}` },
        ]}
        description="Customers whom the router serves already. Nobody is disconnected."
        actions={
          inReview ? (
            <>
              <ReadAgain
                routerId={routerId}
                batchId={shown.id}
                readAt={shown.readAt}
                start={startImportAction}
                discard={discardImportAction}
              />
              {roleAllows(actor.role, "packages.write") ? (
                <CommitImport
                  batchId={shown.id}
                  routerName={router.name}
                  managed={router.managed}
                  counts={found.counts}
                  action={commitImportAction}
                />
              ) : null}
            </>
          ) : null
        }
      />
      {shown && rows ? (
        <div className="flex flex-col gap-5">
          {inReview ? (
            <>
              <ImportNotices
                {...found}
                batch={shown}
                maySell={roleAllows(actor.role, "packages.write")}
              />
              <ImportPackages
                batchId={shown.id}
                packages={found.packages}
                sold={found.sold}
                defaultDay={dayBefore(shown.defaultPaidUntil)}
                edit={editImportPackageAction}
                setDay={setDefaultPaidUntilAction}
              />
            </>
          ) : (
            <ImportProgress
              status={shown.status}
              counts={found.counts}
              lastError={shown.lastError}
              routerId={routerId}
              start={startImportAction}
            />
          )}
          <ImportTable
            {...rows}
            batchId={shown.id}
            review={inReview}
            packages={found.packages.map(({ id, name, packageId, serviceType }) => ({
              id,
              serviceType,
              name: found.sold.find((one) => one.id === packageId)?.name ?? name,
            }))}
            edit={editImportRowAction}
            include={includeImportRowAction}
            includeMany={includeImportRowsAction}
          />
        </div>
      ) : (
        <ImportIntro routerId={routerId} start={startImportAction} />
      )}
    </>
  );
}

/** The last paid day, as a date field writes it. */
const dayBefore = (end: Date | null) => (end ? dayOf(new Date(end.getTime() - 1)) : "");
