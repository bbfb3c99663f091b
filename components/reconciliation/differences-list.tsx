import Link from "next/link";
import type { ReconciledDay } from "@/services/reconciliation";
import { ActionButton } from "../ui/action-button";
import type { FormAction } from "../ui/action-form";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Money } from "../ui/money";
import { ExactTime } from "../ui/relative-time";
import { TextField } from "../ui/text-field";
import { differenceWords, whatToDo } from "./words";

export interface DifferencesListProps {
  differences: ReconciledDay["differences"];
  /** Absent when the role may not settle. */
  settle?: FormAction<unknown>;
  /** Absent when the role may not say what money was that left. */
  writeDown?: FormAction<unknown>;
  /** Absent when the role may not take money out of the books. */
  takeOut?: FormAction<unknown>;
}

/** Each movement in which statement, payments and ledger differ, with what to do. */
export function DifferencesList({ differences, ...actions }: DifferencesListProps) {
  return (
    <ul className="divide-y divide-line">
      {differences.map((one) => (
        <li
          key={`${one.direction}-${one.lineId ?? one.paymentId ?? one.receipt ?? one.at.toISOString()}`}
          className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 py-3"
        >
          <div className="min-w-0 flex-1 basis-72">
            <p className="flex flex-wrap items-center gap-2">
              <span className="font-mono text-sm">{one.receipt ?? "no receipt"}</span>
              <Badge>{one.direction === "in" ? "in" : "out"}</Badge>
              <span className="font-medium">{differenceWords(one)}</span>
            </p>
            <p className="mt-0.5 text-sm text-ink-muted">{whatToDo(one)}</p>
            <p className="mt-0.5 text-sm text-ink-faint">
              <ExactTime at={one.at} />
              {one.payerName ? ` · ${one.payerName}` : ""}
              {one.details ? ` · ${one.details}` : ""}
            </p>
          </div>
          <div className="flex items-center gap-3">
            <Money cents={one.lineCents ?? one.ourCents ?? 0} className="font-semibold" />
            {one.paymentId ? (
              <Link
                href={`/payments/${one.paymentId}`}
                className="text-sm text-accent-text hover:underline"
              >
                Payment
              </Link>
            ) : null}
            <Remedy one={one} {...actions} />
          </div>
        </li>
      ))}
    </ul>
  );
}

interface RemedyProps extends Omit<DifferencesListProps, "differences"> {
  one: ReconciledDay["differences"][number];
}

/** What can be done about a difference right here. */
function Remedy({ one, settle, takeOut, writeDown }: RemedyProps) {
  if (!one.lineId) return null;
  if (settle && one.difference === "not_with_us")
    return (
      <ActionButton size="sm" action={settle} fields={{ lineId: one.lineId }} success="Settled.">
        Settle
      </ActionButton>
    );
  if (takeOut && one.difference === "part_reversed_there")
    return (
      <ActionButton size="sm" action={takeOut} fields={{ lineId: one.lineId }} success="Taken out.">
        Take it out
      </ActionButton>
    );
  if (writeDown && one.difference === "unknown_out")
    return (
      <ConfirmDialog
        trigger={<Button size="sm">Write down</Button>}
        title={`What was ${one.receipt}?`}
        description="It leaves M-Pesa's account in the books, to the bank, and stands there with these words and your name."
        confirmLabel="Write down"
        action={writeDown}
        hidden={{ lineId: one.lineId }}
        success="Written down."
      >
        <TextField
          name="note"
          label="Who took it out, and why"
          hint="Settled to the bank by the owner, say."
          required
        />
      </ConfirmDialog>
    );
  return null;
}
