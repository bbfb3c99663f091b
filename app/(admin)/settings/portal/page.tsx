import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { NotForRole } from "@/components/not-for-role";
import { PortalForm } from "@/components/settings/portal-form";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { getSettings } from "@/services/settings";
import { savePortalAction } from "./actions";

export const metadata: Metadata = { title: "Portal settings" };

export default async function PortalSettingsPage() {
  const { ctx, actor } = await requireStaff();
  const values = await getSettings(ctx, "portal");
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs />
      {roleAllows(actor.role, "settings.write") ? (
        <PortalForm action={savePortalAction} values={values} />
      ) : (
        <NotForRole who="Owners and admins set what customers may do." />
      )}
    </>
  );
}
