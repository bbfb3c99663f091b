import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";
import { Badge } from "../ui/badge";
import { Card, CardHeader } from "../ui/card";
import { CopyButton } from "../ui/copy-button";
import { DescriptionList } from "../ui/description-list";
import { Money } from "../ui/money";
import { RelativeTime } from "../ui/relative-time";

export interface CustomerFactsProps {
  accountNumber: string;
  /** Written for people already. */
  phones: { id: string; phone: string; primary: boolean }[];
  email: string | null;
  address: string | null;
  notes: string | null;
  walletCents: number;
  /** Refunds that M-Pesa has not settled. */
  refundingCents: number;
  createdAt: Date;
  autoPromptConsentAt: Date | null;
  /** Staff may note the customer's agreement, or that it is withdrawn. */
  consent?: { customerId: string; action: FormAction<unknown> };
}

/** Who the customer is and what is in the wallet. */
export function CustomerFacts(props: CustomerFactsProps) {
  const optional = [
    { label: "Email", value: props.email },
    { label: "Where", value: props.address },
    { label: "Notes", value: props.notes },
  ].filter((fact) => fact.value);
  return (
    <Card>
      <CardHeader title="Customer" />
      <DescriptionList
        facts={[
          {
            label: "Wallet",
            value: (
              <>
                <Money cents={props.walletCents} className="text-md font-semibold" />
                {props.walletCents < 0 ? (
                  <span className="mt-0.5 block text-sm text-pretty text-warn">
                    Owed from a payment that was taken back. What is paid next pays this first.
                  </span>
                ) : null}
              </>
            ),
          },
          ...(props.refundingCents > 0
            ? [{ label: "Refund on its way", value: <Money cents={props.refundingCents} /> }]
            : []),
          {
            label: "Account",
            value: (
              <span className="inline-flex items-center gap-1 font-mono text-sm">
                {props.accountNumber}
                <CopyButton value={props.accountNumber} label="Copy account number" />
              </span>
            ),
          },
          {
            label: props.phones.length > 1 ? "Phones" : "Phone",
            value: props.phones.map((phone) => (
              <span key={phone.id} className="flex items-center justify-end gap-2 tabular">
                {props.phones.length > 1 && phone.primary ? <Badge>main</Badge> : null}
                {phone.phone}
              </span>
            )),
          },
          ...optional,
          {
            label: "M-Pesa prompt at expiry",
            value: (
              <span className="flex flex-col items-end gap-1">
                {props.autoPromptConsentAt ? (
                  <>
                    Agreed <RelativeTime at={props.autoPromptConsentAt} />
                  </>
                ) : (
                  "Not agreed"
                )}
                {props.consent ? (
                  <ActionButton
                    size="sm"
                    action={props.consent.action}
                    fields={{
                      customerId: props.consent.customerId,
                      agreed: props.autoPromptConsentAt ? "no" : "yes",
                    }}
                    success="Noted."
                  >
                    {props.autoPromptConsentAt ? "Withdraw" : "Customer agrees"}
                  </ActionButton>
                ) : null}
              </span>
            ),
          },
          { label: "Customer since", value: <RelativeTime at={props.createdAt} /> },
        ]}
      />
    </Card>
  );
}
