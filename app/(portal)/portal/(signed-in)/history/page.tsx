import { Receipt } from "lucide-react";
import type { Metadata } from "next";
import { requireCustomer } from "@/app/_auth/session";
import { DownloadLink } from "@/components/documents/download-link";
import { PortalTabs } from "@/components/portal/portal-tabs";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/money";
import { ExactTime } from "@/components/ui/relative-time";
import { listCustomerPayments } from "@/services/customers";

export const metadata: Metadata = { title: "Payments" };

export default async function PortalHistoryPage() {
  const { ctx, actor } = await requireCustomer();
  const payments = await listCustomerPayments(ctx, { customerId: actor.id });
  return (
    <>
      <h1 className="mt-2 mb-4 text-xl font-semibold">Your payments</h1>
      <PortalTabs />
      <Card>
        {payments.length === 0 ? (
          <EmptyState
            icon={Receipt}
            title="No payments yet"
            description="What you pay shows up here within seconds."
          />
        ) : (
          <ul className="divide-y divide-line">
            {payments.map((payment) => (
              <li key={payment.id} className="flex items-center justify-between gap-4 px-4 py-3.5">
                <div className="min-w-0">
                  <p className="font-medium tabular">{payment.receipt ?? "Receipt on its way"}</p>
                  <p className="text-sm text-ink-muted">
                    <ExactTime at={payment.paidAt} />
                    {payment.status === "reversed" ? " · reversed" : ""}
                  </p>
                </div>
                <div className="flex items-center gap-3">
                  <Money cents={payment.amountCents} className="font-semibold" />
                  <DownloadLink
                    size="lg"
                    href={`/portal/history/${payment.id}/receipt`}
                    label={`Receipt ${payment.receipt ?? ""} as PDF`}
                  />
                </div>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}
