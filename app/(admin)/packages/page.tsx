import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireStaff } from "@/app/_auth/session";
import { PackagesTable } from "@/components/packages/packages-table";
import { Button } from "@/components/ui/button";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { listPackages } from "@/services/packages";

export const metadata: Metadata = { title: "Packages" };

export default async function PackagesPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx, actor } = await requireStaff();
  const page = await listPackages(ctx, await listInput(searchParams));
  return (
    <>
      <PageHeader
        title="Packages"
        description="What is sold: a speed, for a period, at a price."
        actions={
          roleAllows(actor.role, "packages.write") ? (
            <Button asChild variant="primary">
              <Link href="/packages/new">
                <Plus aria-hidden /> Add package
              </Link>
            </Button>
          ) : null
        }
      />
      <PackagesTable {...page} />
    </>
  );
}
