import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { NotForRole } from "@/components/not-for-role";
import { PackageForm } from "@/components/packages/package-form";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { addPackageAction } from "../actions";

export const metadata: Metadata = { title: "Add package" };

export default async function NewPackagePage() {
  const { actor } = await requireStaff();
  if (!roleAllows(actor.role, "packages.write"))
    return <NotForRole who="Owners and admins add packages." />;
  return (
    <>
      <PageHeader title="Add package" crumbs={[{ label: "Packages", href: "/packages" }]} />
      <PackageForm action={addPackageAction} />
    </>
  );
}
