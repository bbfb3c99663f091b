import { formatMoney } from "@/lib/money";
import type { PortalOwed } from "@/services/customers";
import type { FormAction } from "../ui/action-form";
import { Card } from "../ui/card";
import { FollowPayment } from "./follow-payment";
import { PayButton } from "./pay-button";
import { BillLines, Line, Rounding } from "./price-lines";

export interface OwedCardProps {
  owed: PortalOwed;
  phone: string;
  pay: FormAction<never>;
  /** Nothing on the page is more pressing. */
  urgent: boolean;
}

/** What is owed beside any price, what paying it does, and the button. */
export function OwedCard({ owed, phone, pay, urgent }: OwedCardProps) {
  return (
    <Card className="p-5" aria-labelledby="owed">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id="owed" className="text-md font-semibold">
          What you owe
        </h2>
        <p className="text-xl font-semibold tabular">{formatMoney(owed.toPayCents)}</p>
      </div>
      <Parts owed={owed} />
      <p className="mt-3 text-md text-pretty">{owed.words}</p>
      <div className="mt-4">
        {owed.openAttemptId ? (
          <FollowPayment attemptId={owed.openAttemptId} />
        ) : (
          <PayButton pay={pay} amountCents={owed.toPayCents} phone={phone} urgent={urgent} />
        )}
      </div>
    </Card>
  );
}

function Parts({ owed }: { owed: PortalOwed }) {
  const { debtCents, bills, walletCents } = owed;
  return (
    <dl className="mt-1.5 flex flex-col gap-1 text-ink-muted">
      {debtCents > 0 ? (
        <Line
          label="Still owed from a payment that was taken back"
          value={formatMoney(debtCents)}
        />
      ) : null}
      <BillLines bills={bills} />
      {walletCents > 0 ? (
        <Line label="In your wallet" value={`−${formatMoney(walletCents)}`} />
      ) : null}
      <Rounding toPayCents={owed.toPayCents} exactCents={owed.owedCents} />
    </dl>
  );
}
