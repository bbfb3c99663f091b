import type { Metadata } from "next";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireStaff } from "@/app/_auth/session";
import { PrintButton, ReceiptSlip } from "@/components/payments/receipt-slip";
import { PageHeader } from "@/components/ui/page-header";
import { getInstallation } from "@/services/installation";
import { getPayment } from "@/services/reports";
import { getSettings } from "@/services/settings";

export const metadata: Metadata = { title: "Receipt" };

type Props = { params: Promise<{ id: string }> };

export default async function ReceiptPage({ params }: Props) {
  const { ctx } = await requireStaff();
  const { id } = await params;
  const details = await orNotFound(getPayment(ctx, { paymentId: id }));
  const [letterhead, installation] = await Promise.all([
    getSettings(ctx, "letterhead"),
    getInstallation(ctx),
  ]);
  const { payment, customer } = details;
  return (
    <>
      <div className="print:hidden">
        <PageHeader
          title="Receipt"
          crumbs={[
            { label: "Payments", href: "/payments" },
            { label: payment.receipt ?? "Payment", href: `/payments/${id}` },
            ...(customer ? [{ label: customer.name, href: `/customers/${customer.id}` }] : []),
          ]}
          actions={<PrintButton />}
        />
      </div>
      <ReceiptSlip
        details={details}
        letterhead={letterhead}
        operatorName={installation.operatorName}
      />
    </>
  );
}
