import type { PackageChangeQuote, UserBilling } from "@/services/billing";
import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";
import { Callout } from "../ui/callout";
import { Card, CardHeader } from "../ui/card";
import { Money } from "../ui/money";
import { AutoRenew } from "./auto-renew";
import { BookedTime } from "./booked-time";
import { ChangePackage } from "./change-package";
import { ChargeDialog } from "./charge-dialog";
import { Discounts } from "./discounts";
import { PauseButton } from "./pause-button";
import { RenewDialog } from "./renew-dialog";

export interface UserBillingCardProps {
  billing: UserBilling;
  mayBill: boolean;
  mayPause: boolean;
  actions: Record<
    | "changePackage"
    | "keepPackage"
    | "renew"
    | "prompt"
    | "pause"
    | "resume"
    | "autoRenew"
    | "addDiscount"
    | "endDiscount"
    | "charge",
    FormAction<unknown>
  > & { quotePackage: FormAction<PackageChangeQuote> };
}

/** What is paid and agreed for a user, and all that staff can change about it. */
export function UserBillingCard(props: UserBillingCardProps) {
  const { billing, mayBill, actions } = props;
  const { userId } = billing;
  const mayWrite = mayBill && billing.status !== "closed";
  return (
    <Card>
      <CardHeader title="Billing" />
      <div className="flex flex-col gap-3 px-4 py-3">
        <BookedTime {...billing} />
        {billing.debtCents > 0 ? (
          <Callout
            tone="warn"
            title={
              <>
                The customer owes <Money cents={billing.debtCents} />
              </>
            }
          >
            A payment was taken back after it had been used. What they pay next pays this first;{" "}
            {billing.status === "active"
              ? "prompts and reminders ask for it together with the price."
              : "the portal asks for it and for open bills alone, as nothing can be bought now."}
          </Callout>
        ) : null}
        {billing.status === "closed" ? null : (
          <div className="flex flex-wrap gap-2">
            {mayBill ? <SaleButtons {...props} /> : null}
            {props.mayPause ? <TimeButton {...props} /> : null}
            {mayBill ? (
              <ChargeDialog
                customerId={billing.customerId}
                userId={userId}
                action={actions.charge}
              />
            ) : null}
          </div>
        )}
        {mayWrite && billing.billingMode === "prepaid" ? (
          <AutoRenew userId={userId} on={billing.autoRenew} action={actions.autoRenew} />
        ) : null}
      </div>
      <Discounts
        userId={userId}
        discounts={billing.discounts}
        mayWrite={mayWrite}
        add={actions.addDiscount}
        end={actions.endDiscount}
      />
    </Card>
  );
}

/** Another package, or more time with this one. */
function SaleButtons({ billing, actions }: UserBillingCardProps) {
  const { userId } = billing;
  return (
    <>
      {billing.status === "active" ? (
        <ChangePackage
          userId={userId}
          choices={billing.choices}
          quote={actions.quotePackage}
          action={actions.changePackage}
        />
      ) : null}
      {billing.nextPackageName ? (
        <ActionButton
          size="sm"
          action={actions.keepPackage}
          fields={{ userId }}
          success="The package stays."
        >
          Keep the present package
        </ActionButton>
      ) : null}
      {billing.quotes.length > 0 ? (
        <RenewDialog billing={billing} action={actions.renew} prompt={actions.prompt} />
      ) : null}
    </>
  );
}

/** Time is stopped, or runs on. */
function TimeButton({ billing, actions }: UserBillingCardProps) {
  const paused = billing.pausedAt !== null;
  if (billing.status !== "active" && !paused) return null;
  const hasTime = billing.booked.length > 0 || (billing.pausedSecondsLeft ?? 0) > 0;
  // Who has switched to paying after use lives off what they had paid before, until that ends.
  const postpaid = billing.billingMode === "postpaid" && !hasTime;
  return (
    <PauseButton
      userId={billing.userId}
      paused={paused}
      postpaid={postpaid}
      hasTime={hasTime}
      pause={actions.pause}
      resume={actions.resume}
    />
  );
}
