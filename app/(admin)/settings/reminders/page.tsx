import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { RemindersForm } from "@/components/settings/reminders-form";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { getSettings } from "@/services/settings";
import { saveRemindersAction } from "../actions";

export const metadata: Metadata = { title: "Reminders" };

export default async function RemindersPage() {
  const { ctx, actor } = await requireStaff();
  const values = await getSettings(ctx, "dunning");
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs />
      <RemindersForm
        action={saveRemindersAction}
        values={values}
        mayWrite={roleAllows(actor.role, "settings.write")}
      />
    </>
  );
}
