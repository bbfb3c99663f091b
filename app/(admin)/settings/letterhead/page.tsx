import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { NotForRole } from "@/components/not-for-role";
import { LetterheadForm } from "@/components/settings/letterhead-form";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { getInstallation } from "@/services/installation";
import { getSettings } from "@/services/settings";
import { saveLetterheadAction } from "./actions";

export const metadata: Metadata = { title: "Letterhead" };

export default async function LetterheadPage() {
  const { ctx, actor } = await requireStaff();
  const [values, installation] = await Promise.all([
    getSettings(ctx, "letterhead"),
    getInstallation(ctx),
  ]);
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs />
      {roleAllows(actor.role, "settings.write") ? (
        <LetterheadForm
          action={saveLetterheadAction}
          values={values}
          operatorName={installation.operatorName}
        />
      ) : (
        <NotForRole who="Owners and admins set the letterhead." />
      )}
    </>
  );
}
