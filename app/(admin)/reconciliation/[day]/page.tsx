import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireStaff } from "@/app/_auth/session";
import { RefreshEvery } from "@/components/live/refresh-every";
import { DifferencesList } from "@/components/reconciliation/differences-list";
import { SidesTable } from "@/components/reconciliation/sides-table";
import { gapWords, sumsAgree } from "@/components/reconciliation/words";
import { Badge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { Card, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows, type StaffRole } from "@/lib/context";
import { formatDay, startOfDay } from "@/lib/time";
import { reconcileDay } from "@/services/reconciliation";
import { recordWithdrawalAction, settleLineAction, takeBackPartAction } from "../actions";
import { orNoMpesa } from "../or-no-mpesa";

export const metadata: Metadata = { title: "Reconciliation" };

type Props = {
  params: Promise<{ day: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function ReconciledDayPage({ params, searchParams }: Props) {
  const { ctx, actor } = await requireStaff();
  const { day } = await params;
  const { channel } = await searchParams;
  const channelId = typeof channel === "string" ? channel : undefined;
  const found = (await orNoMpesa(reconcileDay(ctx, { day, channelId }))) ?? notFound();
  const { differences, differenceCount, gaps } = found;
  const agree = sumsAgree(found);
  const query = channelId ? `?channel=${channelId}` : "";
  return (
    <>
      <RefreshEvery seconds={15} />
      <PageHeader
        title={formatDay(startOfDay(day))}
        description={`${found.channel.name}: M-Pesa's statement, our payments and the ledger.`}
        crumbs={[{ label: "Reconciliation", href: `/reconciliation${query}` }]}
        badges={
          differenceCount > 0 ? (
            <Badge tone="warn">{differenceCount} to look at</Badge>
          ) : agree ? (
            <Badge tone="ok">No difference</Badge>
          ) : (
            <Badge tone="info">Still coming in</Badge>
          )
        }
      />
      {gaps.length > 0 ? (
        <Callout title="M-Pesa's list does not cover all of this day" className="mb-5">
          Missing: from {gapWords(gaps)}. Pull reaches back 47 hours; for older times upload the
          statement.
        </Callout>
      ) : null}
      <div className="flex flex-col gap-5">
        <Card>
          <SidesTable {...found} />
        </Card>
        <Card>
          <CardHeader
            title="Differences"
            description={
              differenceCount > differences.length
                ? `The first ${differences.length} of ${differenceCount}.`
                : undefined
            }
          />
          {differences.length === 0 ? (
            <p className="px-4 py-8 text-center text-ink-muted">
              {agree
                ? "Statement, payments and ledger agree to the cent."
                : "What differs has moved within the last ten minutes: M-Pesa's list may not have come to it yet."}
            </p>
          ) : (
            <DifferencesList differences={differences} {...actionsOf(actor.role)} />
          )}
        </Card>
      </div>
    </>
  );
}

/** What this role may do about a difference. */
function actionsOf(role: StaffRole) {
  const mayReverse = roleAllows(role, "payments.reverse");
  return {
    settle: roleAllows(role, "payments.write") ? settleLineAction : undefined,
    writeDown: mayReverse ? recordWithdrawalAction : undefined,
    takeOut: mayReverse ? takeBackPartAction : undefined,
  };
}
