import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { TaxRates } from "@/components/billing/tax-rates";
import { SettingsTabs } from "@/components/settings/settings-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { listTaxRates } from "@/services/billing";
import { addTaxRateAction } from "./actions";

export const metadata: Metadata = { title: "Tax rates" };

export default async function TaxRatesPage() {
  const { ctx, actor } = await requireStaff();
  const rates = await listTaxRates(ctx);
  const mayWrite = roleAllows(actor.role, "settings.write");
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs />
      <TaxRates rates={rates} add={mayWrite ? addTaxRateAction : undefined} />
    </>
  );
}
