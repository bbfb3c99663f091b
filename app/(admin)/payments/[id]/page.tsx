import type { Metadata } from "next";
import Link from "next/link";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireStaff } from "@/app/_auth/session";
import { DownloadLink } from "@/components/documents/download-link";
import { RefreshEvery } from "@/components/live/refresh-every";
import { Journals } from "@/components/payments/journals";
import { PaymentEvidence, PaymentFacts } from "@/components/payments/payment-facts";
import { RestorationTimeline } from "@/components/payments/restoration-timeline";
import { ReversalStory } from "@/components/payments/reversal-story";
import { ReversePayment } from "@/components/payments/reverse-payment";
import { SameMoney } from "@/components/payments/same-money";
import { StatusBadge } from "@/components/status-badges";
import { VoidCash } from "@/components/tills/void-cash";
import { Callout } from "@/components/ui/callout";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { findSameMoney, listProviderRequests } from "@/services/payments";
import { getPayment, type PaymentDetails } from "@/services/reports";
import { voidCashAction } from "../../tills/actions";
import { joinReceiptAction, reversePaymentAction } from "../actions";

export const metadata: Metadata = { title: "Payment" };

type Props = { params: Promise<{ id: string }> };

export default async function PaymentPage({ params }: Props) {
  const { ctx, actor } = await requireStaff();
  const { id } = await params;
  const details = await orNotFound(getPayment(ctx, { paymentId: id }));
  const [{ rows: requests }, pairs] = await Promise.all([
    listProviderRequests(ctx, { paymentId: id }),
    findSameMoney(ctx, { paymentId: id }),
  ]);
  const { payment, attempt, restoration } = details;
  const mayReverse = roleAllows(actor.role, "payments.reverse");
  // The rest of a payment that went back in part cannot be reversed whole.
  const mayTakeBack = payment.status !== "reversed" && mayReverse && details.goneCents === 0;
  const moving = restoration !== null && restoration.onlineAt === null;
  const times = {
    ...attempt,
    ...restoration,
    promptedAt: restoration?.promptedAt ?? attempt?.promptedAt,
  };
  return (
    <>
      <RefreshEvery seconds={moving ? 2 : 15} />
      <PageHeader
        title={payment.receipt ?? "Payment without receipt"}
        crumbs={[{ label: "Payments", href: "/payments" }]}
        badges={<StatusBadge kind="payment" status={payment.status} />}
        actions={
          <>
            {payment.customerId ? (
              <DownloadLink
                href={`/payments/${payment.id}/receipt`}
                label="This payment's receipt as PDF"
              >
                Receipt
              </DownloadLink>
            ) : null}
            {mayTakeBack ? <TakeBack details={details} /> : null}
          </>
        }
      />
      {payment.status === "suspense" ? (
        <Callout tone="warn" title="Nobody, or more than one, fits this payment" className="mb-4">
          The money is safe in suspense until it is assigned to a customer.{" "}
          <Link href={`/payments/unmatched/${payment.id}`} className="text-accent-text underline">
            Find the customer
          </Link>
        </Callout>
      ) : null}
      {payment.flags.includes("receipt_overdue") && payment.status !== "reversed" ? (
        <Callout tone="bad" title="M-Pesa's receipt has been missing for two days" className="mb-4">
          Look for the payment on the M-Pesa portal. If it is there, upload the statement of its day
          under{" "}
          <Link href="/reconciliation" className="text-accent-text underline">
            Reconciliation
          </Link>{" "}
          and settle the line: the receipt attaches to this payment, and no money is counted twice.
          If it is not there, reverse this payment.
        </Callout>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-3">
        <div className="flex min-w-0 flex-col gap-5 lg:col-span-2">
          <SameMoney pairs={pairs} action={mayReverse ? joinReceiptAction : undefined} />
          <Card>
            <CardHeader
              title="From Pay to online"
              description={
                restoration ? (
                  <>
                    <Link href={`/users/${restoration.userId}`} className="hover:underline">
                      {restoration.username}
                    </Link>{" "}
                    on {restoration.routerName}
                  </>
                ) : (
                  "This payment opened no access: it was open already, or the money waits in the wallet."
                )
              }
            />
            {restoration ? (
              <CardBody>
                <RestorationTimeline times={times} />
              </CardBody>
            ) : null}
          </Card>
          <ReversalStory {...details} requests={requests} />
          <Card>
            <CardHeader title="Ledger" description="Where the money went, in double entry." />
            <Journals journals={details.journals} />
          </Card>
          <Card>
            <CardHeader
              title="Evidence"
              description="Each report of this payment that was believed."
            />
            <PaymentEvidence details={details} />
          </Card>
        </div>
        <PaymentFacts details={details} />
      </div>
    </>
  );
}

/** Cash is voided at its till, M-Pesa's money reversed. */
function TakeBack({ details: { payment, channel } }: { details: PaymentDetails }) {
  if (payment.provider === "cash") return <VoidCash payment={payment} action={voidCashAction} />;
  return (
    <ReversePayment
      payment={payment}
      byProvider={channel.kind === "paybill" && payment.receipt !== null}
      action={reversePaymentAction}
    />
  );
}
