import type { Metadata } from "next";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireStaff } from "@/app/_auth/session";
import { BillFacts, BillLines, BillPayments } from "@/components/bills/bill-sections";
import { DownloadLink } from "@/components/documents/download-link";
import { RefreshEvery } from "@/components/live/refresh-every";
import { StatusBadge } from "@/components/status-badges";
import { Callout } from "@/components/ui/callout";
import { Card, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { getBill, taxRows } from "@/services/documents";

export const metadata: Metadata = { title: "Bill" };

type Props = { params: Promise<{ id: string }> };

export default async function BillPage({ params }: Props) {
  const { ctx } = await requireStaff();
  const { id } = await params;
  const details = await orNotFound(getBill(ctx, { billId: id }));
  const { bill } = details;
  return (
    <>
      <RefreshEvery seconds={bill.status === "open" ? 8 : 30} />
      <PageHeader
        title={bill.number ? `Bill ${bill.number}` : "Bill, being numbered"}
        crumbs={[{ label: "Bills", href: "/bills" }]}
        badges={<StatusBadge kind="bill" status={bill.status} />}
        actions={<DownloadLink href={`/bills/${bill.id}/pdf`} label="This bill as PDF" />}
      />
      {bill.status === "void" ? (
        <Callout title="This bill is void" className="mb-4">
          {bill.voidReason ?? "Nothing is owed for it."}
        </Callout>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-3">
        <div className="flex min-w-0 flex-col gap-5 lg:col-span-2">
          <Card>
            <CardHeader title="Lines" description="Prices include taxes." />
            <BillLines details={details} taxes={taxRows(details.lines, details.rates)} />
          </Card>
          <Card>
            <CardHeader title="Paid by" />
            <BillPayments details={details} />
          </Card>
        </div>
        <BillFacts details={details} />
      </div>
    </>
  );
}
