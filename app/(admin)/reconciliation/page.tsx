import { Landmark } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireStaff } from "@/app/_auth/session";
import { BooksTabs } from "@/components/books/books-tabs";
import { RefreshEvery } from "@/components/live/refresh-every";
import { DaysTable } from "@/components/reconciliation/days-table";
import { ImportsList } from "@/components/reconciliation/imports-list";
import { UploadStatement } from "@/components/reconciliation/upload-statement";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { ExactTime } from "@/components/ui/relative-time";
import { roleAllows } from "@/lib/context";
import { listDays, listImports, type Reconciliation } from "@/services/reconciliation";
import { importStatementAction } from "./actions";
import { orNoMpesa } from "./or-no-mpesa";

export const metadata: Metadata = { title: "Reconciliation" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ReconciliationPage({ searchParams }: Props) {
  const { ctx, actor } = await requireStaff();
  const { channel: asked } = await searchParams;
  const channelId = typeof asked === "string" ? asked : undefined;
  const found = await orNoMpesa(listDays(ctx, { channelId }));
  const imports = await listImports(ctx);
  return (
    <>
      <RefreshEvery seconds={30} />
      <PageHeader
        title="Books"
        description="M-Pesa's own list, our payments and the ledger against each other, day by day."
      />
      <BooksTabs />
      {found ? (
        <div className="grid items-start gap-5 lg:grid-cols-3">
          <Card className="min-w-0 lg:col-span-2">
            <CardHeader title={found.channel.name} description={<Coverage {...found} />} />
            <DaysTable days={found.days} query={channelId ? `?channel=${channelId}` : ""} />
          </Card>
          <div className="flex min-w-0 flex-col gap-5">
            {roleAllows(actor.role, "payments.write") ? (
              <Card>
                <CardHeader title="Upload a statement" />
                <CardBody>
                  <UploadStatement action={importStatementAction} channelId={found.channel.id} />
                </CardBody>
              </Card>
            ) : null}
            <Card>
              <CardHeader title="Uploaded" />
              <ImportsList imports={imports} />
            </Card>
          </div>
        </div>
      ) : (
        <EmptyState
          icon={Landmark}
          title="M-Pesa is not set up yet"
          description="As soon as there is a Paybill or till, its list is compared with the books here."
        />
      )}
    </>
  );
}

function Coverage({ channel, channels }: Reconciliation) {
  return (
    <>
      {channel.pulledUntil ? (
        <>
          M-Pesa's list of received money has been pulled up to{" "}
          <ExactTime at={channel.pulledUntil} />.
        </>
      ) : (
        "Nothing has been pulled from M-Pesa yet."
      )}
      {channels.length > 1 ? (
        <span className="mt-1 flex flex-wrap gap-3">
          {channels.map((one) => (
            <Link
              key={one.id}
              href={`/reconciliation?channel=${one.id}`}
              aria-current={one.id === channel.id ? "page" : undefined}
              className="text-accent-text hover:underline aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {one.name} {one.shortcode}
            </Link>
          ))}
        </span>
      ) : null}
    </>
  );
}
