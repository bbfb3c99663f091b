import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { PackageForm } from "@/components/packages/package-form";
import { PageHeader } from "@/components/ui/page-header";
import { addPackageAction } from "../actions";

export const metadata: Metadata = { title: "Add package" };

export default async function NewPackagePage() {
  await requireStaff();
  return (
    <>
      <PageHeader title="Add package" crumbs={[{ label: "Packages", href: "/packages" }]} />
      <PackageForm action={addPackageAction} />
    </>
  );
}
