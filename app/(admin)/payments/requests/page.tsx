import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { RefreshEvery } from "@/components/live/refresh-every";
import { PaymentTabs } from "@/components/payments/payment-tabs";
import { RequestsTable } from "@/components/payments/requests-table";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { formatPhone } from "@/lib/phone";
import { listProviderRequests } from "@/services/payments";
import { resolveRequestAction } from "../actions";

export const metadata: Metadata = { title: "Checks and refunds" };

export default async function RequestsPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx, actor } = await requireStaff();
  const page = await listProviderRequests(ctx, await listInput(searchParams));
  const rows = page.rows.map((row) => ({ ...row, phone: row.phone && formatPhone(row.phone) }));
  const mayReverse = roleAllows(actor.role, "payments.reverse");
  return (
    <>
      <RefreshEvery seconds={8} />
      <PageHeader
        title="Payments"
        description="What was asked of M-Pesa and is answered later: checks of typed codes, reversals, refunds."
      />
      <PaymentTabs />
      <RequestsTable
        {...page}
        rows={rows}
        resolve={mayReverse ? resolveRequestAction : undefined}
      />
    </>
  );
}
