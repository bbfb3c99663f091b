import { UserPlus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireStaff } from "@/app/_auth/session";
import { CustomersTable } from "@/components/customers/customers-table";
import { Button } from "@/components/ui/button";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { formatPhone } from "@/lib/phone";
import { listCustomers } from "@/services/customers";

export const metadata: Metadata = { title: "Customers" };

export default async function CustomersPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx, actor } = await requireStaff();
  const page = await listCustomers(ctx, await listInput(searchParams));
  const rows = page.rows.map((row) => ({ ...row, phone: row.phone ? formatPhone(row.phone) : "" }));
  return (
    <>
      <PageHeader
        title="Customers"
        description="Who pays. Each has a wallet and one or more users."
        actions={
          roleAllows(actor.role, "customers.write") ? (
            <Button asChild variant="primary">
              <Link href="/customers/new">
                <UserPlus aria-hidden /> Onboard customer
              </Link>
            </Button>
          ) : null
        }
      />
      <CustomersTable {...page} rows={rows} />
    </>
  );
}
