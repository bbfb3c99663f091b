import type { Metadata } from "next";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireCustomer } from "@/app/_auth/session";
import { ClaimStatus } from "@/components/portal/claim-status";
import { LiveRefresh } from "@/components/ui/live-refresh";
import { getClaim } from "@/services/payments";

export const metadata: Metadata = { title: "Checking your payment" };

type Props = { params: Promise<{ requestId: string }> };

export default async function ClaimStatusPage({ params }: Props) {
  const { ctx } = await requireCustomer();
  const progress = await orNotFound(getClaim(ctx, await params));
  return (
    <>
      {progress.settled ? null : <LiveRefresh everyMs={2_000} />}
      <ClaimStatus progress={progress} />
    </>
  );
}
