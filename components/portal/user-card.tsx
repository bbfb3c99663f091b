import {
  CircleAlert,
  CircleCheck,
  Clock,
  LoaderCircle,
  type LucideIcon,
  PlugZap,
  Sparkles,
  Wifi,
} from "lucide-react";
import type { UserBilling } from "@/services/billing";
import type { PortalUser } from "@/services/customers";
import type { AccessExplanation } from "@/services/users";
import type { FormAction } from "../ui/action-form";
import { Card } from "../ui/card";
import { cn } from "../ui/cn";
import { ExactTime } from "../ui/relative-time";
import { FollowPayment } from "./follow-payment";
import { PayForm } from "./pay-form";
import { PlanSection } from "./plan-section";

const LOOKS: Record<AccessExplanation["state"], { icon: LucideIcon; box: string; spin?: boolean }> =
  {
    online: { icon: Wifi, box: "bg-ok-soft text-ok" },
    open: { icon: CircleCheck, box: "bg-ok-soft text-ok" },
    opening: { icon: LoaderCircle, box: "bg-info-soft text-info", spin: true },
    grace: { icon: Clock, box: "bg-warn-soft text-warn" },
    device: { icon: PlugZap, box: "bg-warn-soft text-warn" },
    router_down: { icon: CircleAlert, box: "bg-warn-soft text-warn" },
    new: { icon: Sparkles, box: "bg-accent-soft text-accent-text" },
    expired: { icon: Clock, box: "bg-warn-soft text-warn" },
    suspended: { icon: CircleAlert, box: "bg-bad-soft text-bad" },
  };

const speed = (kbps: number) => `${Number((kbps / 1000).toFixed(1))} Mbps`;

/** One connection: how it is, until when, and the one button that matters. */
export function UserCard({
  user,
  phone,
  billing,
  actions,
}: {
  user: PortalUser;
  phone: string;
  billing: UserBilling;
  actions: { pay: FormAction<never> } & Record<
    "renew" | "chooseNext" | "autoRenew",
    FormAction<unknown>
  >;
}) {
  const { icon: Icon, box, spin } = LOOKS[user.access.state];
  const over = user.access.state === "expired" || user.access.state === "new";
  return (
    <Card className="overflow-hidden">
      <div className="flex items-start gap-4 p-5">
        <span className={cn("grid size-11 shrink-0 place-items-center rounded-xl", box)}>
          <Icon className={cn("size-5", spin && "animate-spin")} aria-hidden />
        </span>
        <div className="min-w-0">
          <h1 className="text-xl font-semibold">{user.access.headline}</h1>
          <p className="mt-1 text-md text-pretty text-ink-muted">{user.access.words}</p>
        </div>
      </div>
      <dl className="grid grid-cols-2 gap-4 border-line border-t px-5 py-4">
        <div>
          <dt className="text-sm text-ink-muted">Package</dt>
          <dd className="mt-0.5 font-medium">{user.packageName}</dd>
          <dd className="text-sm text-ink-muted">
            {speed(user.downloadKbps)} ·{" "}
            <span className="[overflow-wrap:anywhere]">{user.username}</span>
          </dd>
        </div>
        {user.paidUntil ? (
          <div>
            <dt className="text-sm text-ink-muted">{user.ranOut ? "Ran out" : "Paid until"}</dt>
            <dd className="mt-0.5 font-medium">
              <ExactTime at={user.paidUntil} />
            </dd>
          </div>
        ) : null}
      </dl>
      <PlanSection
        billing={billing}
        chooseNext={actions.chooseNext}
        autoRenew={actions.autoRenew}
      />
      <div className="border-line border-t bg-sunken p-5">
        {user.openAttemptId ? (
          <FollowPayment attemptId={user.openAttemptId} />
        ) : user.quote ? (
          <PayForm
            userId={user.userId}
            bills={user.bills}
            quotes={user.quote.postpaid ? [user.quote] : billing.quotes}
            phone={phone}
            pay={actions.pay}
            renew={actions.renew}
            urgent={over}
          />
        ) : (
          <p className="text-ink-muted">
            Nothing can be bought for this connection now. Please contact us.
          </p>
        )}
      </div>
    </Card>
  );
}
