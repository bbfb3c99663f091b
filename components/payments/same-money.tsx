"use client";

import { Equal } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatMoney } from "@/lib/money";
import { formatPayer, formatPhone } from "@/lib/phone-format";
import type { SameMoneyPair } from "@/services/payments";
import type { FormAction } from "../ui/action-form";
import { Button } from "../ui/button";
import { Card, CardHeader } from "../ui/card";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { ExactTime } from "../ui/relative-time";
import { TextField } from "../ui/text-field";

export interface SameMoneyProps {
  pairs: SameMoneyPair[];
  /** Absent for those who may look only. */
  action?: FormAction<unknown>;
}

/** Two records that may be one payment, side by side; a person says that they are. */
export function SameMoney({ pairs, action }: SameMoneyProps) {
  if (pairs.length === 0) return null;
  return (
    <Card>
      <CardHeader
        title="Perhaps the same money"
        description="A prompt was paid and M-Pesa gave no receipt; a receipt of the same amount belongs to no prompt. If they are one payment, say so: it then counts once."
      />
      <ul className="divide-y divide-line">
        {pairs.map((pair) => (
          <li
            key={`${pair.prompt.attemptId}:${pair.received.paymentId}`}
            className="flex flex-col gap-3 px-4 py-4"
          >
            <div className="grid gap-4 sm:grid-cols-2">
              <PromptSide pair={pair} />
              <ReceivedSide pair={pair} />
            </div>
            <div className="flex flex-wrap items-center justify-between gap-3">
              <p className="text-sm text-ink-muted">{likeness(pair)}</p>
              {action ? <Join pair={pair} action={action} /> : null}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function PromptSide({ pair: { prompt, amountCents } }: { pair: SameMoneyPair }) {
  return (
    <Side
      title="Prompt, no receipt"
      facts={[
        [
          "Customer",
          <Named key="name" href={`/customers/${prompt.customerId}`}>
            {prompt.customerName}
          </Named>,
        ],
        ["Amount", formatMoney(amountCents)],
        ["Phone", formatPhone(prompt.phone)],
        ["Prompted", <ExactTime key="at" at={prompt.requestedAt} />],
        [
          "In the books",
          prompt.paymentId ? (
            <Named key="books" href={`/payments/${prompt.paymentId}`}>
              Credited
            </Named>
          ) : (
            "Not yet: access is open for the time being"
          ),
        ],
      ]}
    />
  );
}

function ReceivedSide({ pair: { received, amountCents } }: { pair: SameMoneyPair }) {
  const paidBy = [received.payerName, received.payerNumber && formatPayer(received.payerNumber)]
    .filter(Boolean)
    .join(", ");
  return (
    <Side
      title="Receipt, no prompt"
      facts={[
        [
          "Receipt",
          <Named key="receipt" href={`/payments/${received.paymentId}`}>
            <span className="font-mono">{received.receipt}</span>
          </Named>,
        ],
        ["Amount", formatMoney(amountCents)],
        ["Paid by", paidBy || "Not named"],
        ["Paid", <ExactTime key="at" at={received.paidAt} />],
        [
          "In the books",
          received.holders.length === 0
            ? "Unmatched"
            : `Credited to ${received.holders.map(({ name }) => name).join(", ")}`,
        ],
      ]}
    />
  );
}

function Side({ title, facts }: { title: string; facts: [string, ReactNode][] }) {
  return (
    <div className="min-w-0 rounded-md border border-line p-3">
      <h3 className="mb-2 text-sm font-medium">{title}</h3>
      <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-sm">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-ink-faint">{label}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const Named = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link href={href} className="text-accent-text hover:underline">
    {children}
  </Link>
);

function likeness({ samePhone, minutesApart }: SameMoneyPair): string {
  const apart =
    minutesApart < 1
      ? "at the same minute"
      : minutesApart < 120
        ? `${minutesApart} min apart`
        : `${Math.round(minutesApart / 60)} h apart`;
  return samePhone ? `Same amount, same phone, ${apart}.` : `Same amount, ${apart}.`;
}

function Join({ pair, action }: { pair: SameMoneyPair; action: FormAction<unknown> }) {
  const { prompt, received, amountCents } = pair;
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm">
          <Equal aria-hidden /> This is the same money…
        </Button>
      }
      title={`${formatMoney(amountCents)}: one payment, not two?`}
      description={consequence(pair)}
      confirmLabel="They are the same money"
      danger={received.holders.length > 0}
      action={action}
      hidden={{ attemptId: prompt.attemptId, paymentId: received.paymentId }}
      success={`${received.receipt} is ${prompt.customerName}'s payment now.`}
    >
      <TextField
        name="reason"
        label="How you know"
        placeholder="For whoever looks later"
        required
      />
    </ConfirmDialog>
  );
}

function consequence({ prompt, received }: SameMoneyPair): string {
  const joined = `Receipt ${received.receipt} becomes ${prompt.customerName}'s payment.`;
  const undone = prompt.paymentId ? " What was credited without a receipt is taken back." : "";
  const others = received.holders.filter(({ customerId }) => customerId !== prompt.customerId);
  if (others.length === 0) return `${joined}${undone}`;
  const names = others.map(({ name }) => name).join(" and ");
  return `${joined}${undone} ${names} must give the money back: time that it bought ends, and a wallet may go below zero. They get an SMS.`;
}
