import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { requireStaff } from "@/app/_auth/session";
import { NotForRole } from "@/components/not-for-role";
import { SameMoney } from "@/components/payments/same-money";
import { LikelyCustomers } from "@/components/payments/unmatched/likely-customers";
import { SplitForm } from "@/components/payments/unmatched/split-form";
import { StatusBadge } from "@/components/status-badges";
import { Callout } from "@/components/ui/callout";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { DescriptionList } from "@/components/ui/description-list";
import { Money } from "@/components/ui/money";
import { PageHeader } from "@/components/ui/page-header";
import { ExactTime } from "@/components/ui/relative-time";
import { roleAllows } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { formatPayer } from "@/lib/phone-format";
import { findSameMoney, getUnmatched } from "@/services/payments";
import { joinReceiptAction } from "../../actions";
import { assignAction } from "../actions";

export const metadata: Metadata = { title: "Unmatched payment" };

type Props = { params: Promise<{ id: string }> };

export default async function UnmatchedPaymentPage({ params }: Props) {
  const { ctx, actor } = await requireStaff();
  const { id } = await params;
  if (!roleAllows(actor.role, "payments.write"))
    return <NotForRole who="Those who handle payments say whose money this is." />;
  const payment = await getUnmatched(ctx, { paymentId: id }).catch((error: unknown) => {
    // Somebody has assigned it meanwhile, or it never was: its own page knows.
    if (error instanceof AppError && error.code === "not_found") redirect(`/payments/${id}`);
    throw error;
  });
  const pairs = await findSameMoney(ctx, { paymentId: id });
  const mayReverse = roleAllows(actor.role, "payments.reverse");
  const facts = [
    { label: "Amount", value: <Money cents={payment.amountCents} className="font-semibold" /> },
    { label: "Account typed", value: payment.accountReference || "Nothing" },
    { label: "Paid by", value: payment.payerName ?? "Not named" },
    {
      label: "Number",
      value: payment.payerNumber ? formatPayer(payment.payerNumber) : "Not given",
    },
    { label: "Received on", value: payment.channelName },
    { label: "Paid", value: <ExactTime at={payment.paidAt} /> },
  ];
  return (
    <>
      <PageHeader
        title={payment.receipt ?? "Payment"}
        crumbs={[
          { label: "Payments", href: "/payments" },
          { label: "Unmatched", href: "/payments/unmatched" },
        ]}
        badges={<StatusBadge kind="payment" status="suspense" />}
      />
      {payment.flags.includes("may_be_receiptless_payment") ? (
        <Callout tone="warn" title="This may be money that was credited already" className="mb-5">
          At that time a customer paid this very amount by a prompt, and it was credited without a
          receipt. Compare the two below before you assign it
          {mayReverse ? "." : ", or ask somebody who may reverse payments."}
        </Callout>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-3">
        <div className="flex min-w-0 flex-col gap-5 lg:col-span-2">
          <SameMoney pairs={pairs} action={mayReverse ? joinReceiptAction : undefined} />
          <Card>
            <CardHeader
              title="Likely customers"
              description="You decide: nothing is assigned by itself."
            />
            <LikelyCustomers payment={payment} action={assignAction} />
          </Card>
          <Card>
            <CardHeader
              title="Somebody else, or several"
              description="Give it to any customer, or split it: the parts must add up."
            />
            <CardBody>
              <SplitForm payment={payment} action={assignAction} />
            </CardBody>
          </Card>
        </div>
        <Card>
          <CardHeader
            title="The payment"
            actions={
              <Link href={`/payments/${id}`} className="text-sm text-accent-text hover:underline">
                How we know of it
              </Link>
            }
          />
          <DescriptionList facts={facts} />
        </Card>
      </div>
    </>
  );
}
