import { FileText } from "lucide-react";
import type { Metadata } from "next";
import { requireCustomer } from "@/app/_auth/session";
import { billSubject } from "@/components/bills/words";
import { DownloadLink } from "@/components/documents/download-link";
import { PortalTabs } from "@/components/portal/portal-tabs";
import { StatusBadge } from "@/components/status-badges";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/money";
import { ExactTime } from "@/components/ui/relative-time";
import { listBills } from "@/services/reports";

export const metadata: Metadata = { title: "Bills" };

export default async function PortalBillsPage() {
  const { ctx, actor } = await requireCustomer();
  const { rows } = await listBills(ctx, { customerId: actor.id, pageSize: 50 });
  return (
    <>
      <h1 className="mt-2 mb-4 text-xl font-semibold">Your bills</h1>
      <PortalTabs />
      <Card>
        {rows.length === 0 ? (
          <EmptyState
            icon={FileText}
            title="No bills yet"
            description="Each time you pay for internet, its bill shows up here."
          />
        ) : (
          <ul className="divide-y divide-line">
            {rows.map((bill) => (
              <li key={bill.id} className="flex items-center justify-between gap-3 px-4 py-3.5">
                <div className="min-w-0">
                  <p className="font-medium">{billSubject(bill)}</p>
                  <p className="text-sm text-ink-muted">
                    {bill.number ?? "being numbered"} · <ExactTime at={bill.issuedAt} />
                  </p>
                  <p className="mt-1 flex items-center gap-2">
                    <Money cents={bill.totalCents} className="font-semibold" />
                    <StatusBadge kind="bill" status={bill.status} />
                  </p>
                </div>
                <DownloadLink
                  size="lg"
                  href={`/portal/bills/${bill.id}/pdf`}
                  label={`Bill ${bill.number ?? ""} as PDF`}
                />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}
