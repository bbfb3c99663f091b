import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { CallbacksTable } from "@/components/payments/callbacks-table";
import { PaymentTabs } from "@/components/payments/payment-tabs";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { listQuarantined } from "@/services/payments";
import { finishQuarantinedAction } from "../actions";

export const metadata: Metadata = { title: "Quarantined callbacks" };

const BODY_SHOWN = 4_000;

export default async function CallbacksPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx, actor } = await requireStaff();
  if (!roleAllows(actor.role, "payments.write")) {
    return (
      <EmptyState
        title="Not for your role"
        description="Those who handle payments see what providers sent us."
      />
    );
  }
  const page = await listQuarantined(ctx, await listInput(searchParams));
  const rows = page.rows.map((row) => ({ ...row, body: row.body.slice(0, BODY_SHOWN) }));
  return (
    <>
      <PageHeader
        title="Payments"
        description="Callbacks that were malformed, forged, or contradict what we know. They changed no money."
      />
      <PaymentTabs quarantined={page.waiting} />
      <CallbacksTable {...page} rows={rows} finish={finishQuarantinedAction} />
    </>
  );
}
