import { Archive } from "lucide-react";
import type { Metadata } from "next";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireStaff } from "@/app/_auth/session";
import { PackageForm } from "@/components/packages/package-form";
import { StatusBadge } from "@/components/status-badges";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { PageHeader } from "@/components/ui/page-header";
import { getPackage } from "@/services/packages";
import { archivePackageAction, updatePackageAction } from "../actions";

export const metadata: Metadata = { title: "Package" };

type Props = { params: Promise<{ id: string }> };

export default async function PackagePage({ params }: Props) {
  const { ctx } = await requireStaff();
  const { id } = await params;
  const item = await orNotFound(getPackage(ctx, { packageId: id }));
  return (
    <>
      <PageHeader
        title={item.name}
        crumbs={[{ label: "Packages", href: "/packages" }]}
        badges={<StatusBadge kind="package" status={item.status} />}
        actions={
          item.status === "active" ? (
            <ConfirmDialog
              trigger={
                <Button>
                  <Archive aria-hidden /> Archive
                </Button>
              }
              title={`Stop selling ${item.name}?`}
              description="Customers who have it keep it and can go on renewing. Nobody new can get it."
              confirmLabel="Archive package"
              action={archivePackageAction}
              hidden={{ packageId: item.id }}
              success="Package archived."
            />
          ) : null
        }
      />
      <PackageForm
        key={item.version}
        action={updatePackageAction}
        hidden={{ packageId: item.id, version: String(item.version) }}
        values={item}
        userCount={item.userCount}
      />
    </>
  );
}
