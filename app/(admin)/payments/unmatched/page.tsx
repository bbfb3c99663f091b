import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { RefreshEvery } from "@/components/live/refresh-every";
import { NotForRole } from "@/components/not-for-role";
import { PaymentTabs } from "@/components/payments/payment-tabs";
import { UnmatchedTable } from "@/components/payments/unmatched/unmatched-table";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { listUnmatched } from "@/services/payments";

export const metadata: Metadata = { title: "Unmatched payments" };

export default async function UnmatchedPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx, actor } = await requireStaff();
  if (!roleAllows(actor.role, "payments.write"))
    return <NotForRole who="Those who handle payments say whose money this is." />;
  const page = await listUnmatched(ctx, await listInput(searchParams));
  return (
    <>
      <RefreshEvery seconds={15} />
      <PageHeader
        title="Payments"
        description="Money that is here, but whose account number names nobody, or more than one. Oldest first."
      />
      <PaymentTabs unmatched={page.total} />
      <UnmatchedTable {...page} />
    </>
  );
}
