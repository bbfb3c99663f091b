import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { BillsTable } from "@/components/bills/bills-table";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { listBills } from "@/services/reports";

export const metadata: Metadata = { title: "Bills" };

export default async function BillsPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx } = await requireStaff();
  const page = await listBills(ctx, await listInput(searchParams));
  return (
    <>
      <PageHeader title="Bills" description="What customers owe and have paid, taxes included." />
      <BillsTable {...page} />
    </>
  );
}
