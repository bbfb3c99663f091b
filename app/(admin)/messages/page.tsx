import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { RefreshEvery } from "@/components/live/refresh-every";
import { MessagesTable } from "@/components/messages/messages-table";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { formatPhone } from "@/lib/phone";
import { listMessages } from "@/services/reports";

export const metadata: Metadata = { title: "Messages" };

export default async function MessagesPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx } = await requireStaff();
  const page = await listMessages(ctx, await listInput(searchParams));
  const rows = page.rows.map((row) => ({ ...row, phone: formatPhone(row.phone) }));
  return (
    <>
      <RefreshEvery seconds={10} />
      <PageHeader title="Messages" description="SMS to customers, and whether they arrived." />
      <MessagesTable {...page} rows={rows} />
    </>
  );
}
