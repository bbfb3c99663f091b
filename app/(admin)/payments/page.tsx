import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { RefreshEvery } from "@/components/live/refresh-every";
import { PaymentTabs } from "@/components/payments/payment-tabs";
import { PaymentsTable } from "@/components/payments/payments-table";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { listPayments } from "@/services/reports";

export const metadata: Metadata = { title: "Payments" };

export default async function PaymentsPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx } = await requireStaff();
  const page = await listPayments(ctx, await listInput(searchParams));
  return (
    <>
      <RefreshEvery seconds={8} />
      <PageHeader title="Payments" description="Money received, however we came to know of it." />
      <PaymentTabs />
      <PaymentsTable {...page} />
    </>
  );
}
