import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireCustomer } from "@/app/_auth/session";
import { PaymentProgress } from "@/components/portal/payment-progress";
import { AppError } from "@/lib/errors";
import { getAttemptProgress } from "@/services/payments";

export const metadata: Metadata = { title: "Payment" };

type Props = { params: Promise<{ attemptId: string }> };

export default async function PaymentPage({ params }: Props) {
  const { ctx } = await requireCustomer();
  const { attemptId } = await params;
  try {
    const progress = await getAttemptProgress(ctx, { attemptId });
    return <PaymentProgress initial={JSON.parse(JSON.stringify(progress))} />;
  } catch (error) {
    if (error instanceof AppError || (error instanceof Error && error.name === "ZodError"))
      notFound();
    throw error;
  }
}
