import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { BillingForm } from "@/components/settings/billing-form";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { getSettings } from "@/services/settings";
import { saveBillingAction } from "../actions";

export const metadata: Metadata = { title: "Billing settings" };

export default async function BillingSettingsPage() {
  const { ctx, actor } = await requireStaff();
  const values = await getSettings(ctx, "billing");
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs />
      <BillingForm
        action={saveBillingAction}
        values={values}
        mayWrite={roleAllows(actor.role, "settings.write")}
      />
    </>
  );
}
