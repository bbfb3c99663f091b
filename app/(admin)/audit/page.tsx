import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { AuditTable } from "@/components/audit/audit-table";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { listAudit } from "@/services/reports";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx } = await requireStaff();
  const page = await listAudit(ctx, await listInput(searchParams));
  return (
    <>
      <PageHeader title="Audit" description="Who did what. Nobody can change or delete a line." />
      <AuditTable {...page} />
    </>
  );
}
