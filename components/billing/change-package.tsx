"use client";

import { Repeat } from "lucide-react";
import { useRef, useState } from "react";
import { formatMoney } from "@/lib/money";
import type { PackageChangeQuote, PackageChoice } from "@/services/billing";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { Combobox } from "../ui/combobox";
import { Dialog, DialogActions, DialogClose } from "../ui/dialog";
import { Field } from "../ui/field";
import { formatPeriod, formatSpeed } from "../ui/format";
import { Select } from "../ui/select";
import { toast } from "../ui/toaster";
import { Checkbox } from "../ui/toggles";
import { ChangeSums } from "./change-sums";

export interface ChangePackageProps {
  userId: string;
  choices: PackageChoice[];
  quote: FormAction<PackageChangeQuote>;
  action: FormAction<unknown>;
}

/** Another package, now or at renewal; the sums stand there before anything happens. */
export function ChangePackage({ userId, choices, quote, action }: ChangePackageProps) {
  const [open, setOpen] = useState(false);
  const [packageId, setPackageId] = useState("");
  const [when, setWhen] = useState("now");
  const { sums, refusal, ask } = useSums(userId, quote);
  const now = !sums?.onlyAtRenewal && (when === "now" || !sums?.renewalAt);
  const toggle = (next: boolean) => {
    setOpen(next);
    setPackageId("");
    ask("");
  };
  const pick = (id: string) => {
    setPackageId(id);
    ask(id);
  };
  const done = () => {
    toggle(false);
    toast.success(now ? "Package changed. The router follows." : "Booked for renewal.");
  };
  return (
    <Dialog
      title="Change package"
      description="What is left of the paid time is worth money: it goes back to the wallet."
      size="md"
      open={open}
      onOpenChange={toggle}
      trigger={
        <Button size="sm">
          <Repeat aria-hidden /> Change package
        </Button>
      }
    >
      <ActionForm
        action={action}
        onSuccess={done}
        hidden={{ userId, when: now ? "now" : "renewal", ...hiddenOf(sums) }}
        className="flex flex-col gap-4"
      >
        <Field name="packageId" label="New package">
          {(control) => (
            <Combobox
              {...control}
              options={choices.map(optionOf)}
              value={packageId}
              onValueChange={pick}
            />
          )}
        </Field>
        {sums?.renewalAt && !sums.onlyAtRenewal ? (
          <Field name="when" label="When">
            {({ name: _, ...control }) => (
              <Select {...control} options={WHEN} value={when} onValueChange={setWhen} />
            )}
          </Field>
        ) : null}
        {refusal ? <p className="text-bad">{refusal}</p> : null}
        {sums ? <ChangeSums sums={sums} now={now} /> : null}
        {sums && now && sums.missingCents > 0 ? (
          <Checkbox
            name="wait"
            label="Change although money is missing"
            hint={`Access ends now, and begins again when ${formatMoney(sums.missingCents, sums.currency)} is paid.`}
          />
        ) : null}
        <DialogActions>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton disabled={!sums}>{now ? "Change now" : "Change at renewal"}</SubmitButton>
        </DialogActions>
      </ActionForm>
    </Dialog>
  );
}

const WHEN = [
  { value: "now", label: "Now" },
  { value: "renewal", label: "At renewal" },
];

const optionOf = (item: PackageChoice) => ({
  value: item.id,
  label: item.name,
  detail: `${formatSpeed(item.downloadKbps)} · ${formatPeriod(item.periodCount, item.periodUnit)} · ${formatMoney(item.priceCents)}`,
});

const hiddenOf = (sums: PackageChangeQuote | undefined): Record<string, string> =>
  sums
    ? {
        quotedAt: new Date(sums.quotedAt).toISOString(),
        creditCents: String(sums.creditCents),
        priceCents: String(sums.priceCents),
      }
    : {};

/** Asks the server for the sums; an answer that comes after another question is dropped. */
function useSums(userId: string, quote: FormAction<PackageChangeQuote>) {
  const [asked, setAsked] = useState<{ sums?: PackageChangeQuote; refusal?: string }>({});
  const newest = useRef("");
  const ask = async (packageId: string) => {
    newest.current = packageId;
    setAsked({});
    if (!packageId) return;
    const form = new FormData();
    form.set("userId", userId);
    form.set("packageId", packageId);
    const answer = await quote(null, form);
    if (newest.current !== packageId) return;
    if (answer?.ok) setAsked({ sums: answer.data });
    else if (answer) setAsked({ refusal: answer.message });
  };
  return { ...asked, ask: (packageId: string) => void ask(packageId) };
}
