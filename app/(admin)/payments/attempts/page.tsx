import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { RefreshEvery } from "@/components/live/refresh-every";
import { AttemptsTable } from "@/components/payments/attempts-table";
import { PaymentTabs } from "@/components/payments/payment-tabs";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { formatPhone } from "@/lib/phone";
import { listAttempts } from "@/services/reports";

export const metadata: Metadata = { title: "Payment requests" };

export default async function AttemptsPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx } = await requireStaff();
  const page = await listAttempts(ctx, await listInput(searchParams));
  const rows = page.rows.map((row) => ({ ...row, phone: formatPhone(row.phone) }));
  return (
    <>
      <RefreshEvery seconds={8} />
      <PageHeader
        title="Payments"
        description="Each press of “Pay”: a request to a customer's phone, and what came of it."
      />
      <PaymentTabs />
      <AttemptsTable {...page} rows={rows} />
    </>
  );
}
