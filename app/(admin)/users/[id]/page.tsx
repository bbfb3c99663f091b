import type { Metadata } from "next";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireStaff } from "@/app/_auth/session";
import { Activity } from "@/components/audit/activity";
import { UserBillingCard } from "@/components/billing/user-billing";
import { LiveRefresh } from "@/components/live/live-refresh";
import { PlanView } from "@/components/plan-view";
import { StatusBadge } from "@/components/status-badges";
import { SyncRuns } from "@/components/sync/sync-runs";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { LiveTraffic } from "@/components/users/live-traffic";
import { StateCard } from "@/components/users/state-card";
import { UserActions } from "@/components/users/user-actions";
import { UserFacts, UserNotices } from "@/components/users/user-overview";
import { roleAllows } from "@/lib/context";
import { getUserBilling } from "@/services/billing";
import { listAudit } from "@/services/reports";
import { listRouters } from "@/services/routers";
import { getUser, getUserLive } from "@/services/users";
import { addChargeAction } from "../../customers/billing-actions";
import * as actions from "../actions";
import * as billingActions from "../billing-actions";

export const metadata: Metadata = { title: "User" };

type Props = { params: Promise<{ id: string }> };

export default async function UserPage({ params }: Props) {
  const { ctx, actor } = await requireStaff();
  const { id } = await params;
  // First, so that a change in between makes the page look old, never new.
  const live = await orNotFound(getUserLive(ctx, { userId: id }));
  const [details, billing, routers, audit] = await Promise.all([
    orNotFound(getUser(ctx, { userId: id })),
    orNotFound(getUserBilling(ctx, { userId: id })),
    listRouters(ctx),
    listAudit(ctx, { entity: { kind: "user", id }, pageSize: 20 }),
  ]);
  const { user, sync, desired, access } = details;
  return (
    <>
      <LiveRefresh address={`/api/live/users/${id}`} current={live.key} />
      <PageHeader
        title={user.username}
        crumbs={[{ label: "Users", href: "/users" }]}
        badges={
          <>
            <StatusBadge kind="access" status={access} />
            <span aria-live="polite">
              <StatusBadge kind="sync" status={sync?.status ?? "unknown"} />
            </span>
          </>
        }
        actions={
          <UserActions
            userId={user.id}
            username={user.username}
            status={user.status}
            paused={user.pausedAt !== null}
            serviceType={user.serviceType}
            connection={user}
            routers={routers.map(({ id: value, name: label }) => ({ value, label }))}
            conflictOn={sync?.lastErrorCode === "Conflict" ? user.routerId : undefined}
            mayWrite={roleAllows(actor.role, "users.write")}
            mayBill={roleAllows(actor.role, "billing.write")}
            billingMode={user.billingMode}
            maySync={roleAllows(actor.role, "sync.run")}
            actions={{
              sync: actions.syncAction,
              suspend: actions.suspendAction,
              resume: actions.resumeAction,
              close: actions.closeAction,
              changePassword: actions.changePasswordAction,
              updateConnection: actions.updateConnectionAction,
              adopt: actions.adoptAction,
              reveal: actions.revealPasswordAction,
              setBillingMode: actions.setBillingModeAction,
              describeBillingMode: actions.describeBillingModeAction,
            }}
          />
        }
      />
      <UserNotices details={details} />
      <div className="grid items-start gap-5 lg:grid-cols-3">
        <div className="flex min-w-0 flex-col gap-5 lg:col-span-2">
          <StateCard
            why={details.why}
            desired={desired}
            sync={sync}
            sessionsHref={
              user.serviceType === "static" || !user.routerId
                ? undefined
                : `/routers/${user.routerId}/sessions?name=${encodeURIComponent(user.username)}`
            }
          />
          {user.status === "closed" ? null : <LiveTraffic userId={id} />}
          <Card>
            <CardHeader title="Last plan" description="What the router was, or is to be, told." />
            <CardBody>
              {sync?.lastPlan ? (
                <PlanView plan={sync.lastPlan} />
              ) : (
                <p className="text-ink-muted">No plan has been made yet.</p>
              )}
            </CardBody>
          </Card>
          <Card>
            <CardHeader title="Sync runs" />
            <SyncRuns runs={details.runs} />
          </Card>
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <UserFacts details={details} />
          <UserBillingCard
            billing={billing}
            mayBill={roleAllows(actor.role, "billing.write")}
            mayPause={roleAllows(actor.role, "users.write")}
            actions={{
              quotePackage: billingActions.quotePackageAction,
              changePackage: billingActions.changePackageAction,
              keepPackage: billingActions.keepPackageAction,
              renew: billingActions.renewAction,
              prompt: billingActions.promptAction,
              pause: billingActions.pauseAction,
              resume: billingActions.resumePausedAction,
              autoRenew: billingActions.autoRenewAction,
              addDiscount: billingActions.addDiscountAction,
              endDiscount: billingActions.endDiscountAction,
              charge: addChargeAction,
            }}
          />
          <Card>
            <CardHeader title="Activity" />
            <Activity entries={audit.rows} />
          </Card>
        </div>
      </div>
    </>
  );
}
