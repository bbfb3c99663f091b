import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { RefreshEvery } from "@/components/live/refresh-every";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { UsersTable } from "@/components/users/users-table";
import { listUsers } from "@/services/users";

export const metadata: Metadata = { title: "Users" };

export default async function UsersPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx } = await requireStaff();
  const page = await listUsers(ctx, await listInput(searchParams));
  return (
    <>
      <RefreshEvery seconds={10} />
      <PageHeader title="Users" description="Logins on the routers, and how each of them stands." />
      <UsersTable {...page} />
    </>
  );
}
