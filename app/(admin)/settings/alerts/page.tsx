import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { AlertsForm } from "@/components/settings/alerts-form";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { getSettings } from "@/services/settings";
import { saveAlertsAction } from "./actions";

export const metadata: Metadata = { title: "Alert settings" };

export default async function AlertSettingsPage() {
  const { ctx, actor } = await requireStaff();
  const values = await getSettings(ctx, "alerts");
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs />
      <AlertsForm
        action={saveAlertsAction}
        values={values}
        mayWrite={roleAllows(actor.role, "settings.write")}
      />
    </>
  );
}
