import type { UserBilling } from "@/services/billing";
import { AutoRenew } from "../billing/auto-renew";
import { BookedTime } from "../billing/booked-time";
import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";
import { NextPackage } from "./next-package";

export interface PlanSectionProps {
  billing: UserBilling;
  chooseNext: FormAction<unknown>;
  autoRenew: FormAction<unknown>;
}

/** What is booked, what comes after it, and whether the wallet goes on by itself. */
export function PlanSection({ billing, chooseNext, autoRenew }: PlanSectionProps) {
  const { userId, nextPackageName } = billing;
  const worthShowing =
    billing.booked.length > 1 || billing.pausedSecondsLeft !== null || nextPackageName !== null;
  return (
    <section aria-label="Plan" className="flex flex-col gap-4 border-line border-t px-5 py-4">
      {worthShowing ? <BookedTime {...billing} /> : null}
      {billing.customersMayChange && billing.status === "active" ? (
        <div className="flex flex-wrap gap-2">
          <NextPackage
            userId={userId}
            choices={billing.choices}
            postpaid={billing.billingMode === "postpaid"}
            action={chooseNext}
          />
          {nextPackageName ? (
            <ActionButton action={chooseNext} fields={{ userId }} success="Your package stays.">
              Keep my present package
            </ActionButton>
          ) : null}
        </div>
      ) : null}
      {billing.billingMode === "prepaid" ? (
        <AutoRenew userId={userId} on={billing.autoRenew} action={autoRenew} />
      ) : null}
    </section>
  );
}
