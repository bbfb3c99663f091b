"use client";

import { Eye, Play } from "lucide-react";
import { useState, useTransition } from "react";
import type { PlanPreview } from "@/services/routers";
import { PlanView } from "../plan-view";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import { Dialog, DialogActions, DialogClose } from "../ui/dialog";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { toast } from "../ui/toaster";

export interface ManageRouterProps {
  routerId: string;
  name: string;
  managed: boolean;
  braked: boolean;
  preview: FormAction<PlanPreview>;
  start: FormAction<unknown>;
}

const POLICIES = [
  { value: "full", label: "Everything", detail: "Creates, changes and removes our own rows." },
  { value: "no_deletes", label: "No removals", detail: "Creates, changes and disables only." },
];

/** Shows what would be done, from a live reading, before anything is done. */
export function ManageRouter(props: ManageRouterProps) {
  const { routerId, name, managed, braked, preview, start } = props;
  const [open, setOpen] = useState(false);
  const [plan, setPlan] = useState<PlanPreview>();
  const [problem, setProblem] = useState<string>();
  const [reading, startTransition] = useTransition();
  const starts = !managed || braked;

  const read = () => {
    const form = new FormData();
    form.set("routerId", routerId);
    setPlan(undefined);
    setProblem(undefined);
    setOpen(true);
    startTransition(async () => {
      const state = await preview(null, form);
      if (state?.ok) setPlan(state.data);
      else setProblem(state?.message);
    });
  };
  const done = () => {
    setOpen(false);
    toast.success(`${name} is managed now. Its users are being checked.`);
  };
  const word = braked ? "Go on managing" : "Start managing";
  return (
    <>
      <Button variant={starts ? "primary" : "secondary"} onClick={read}>
        {starts ? <Play aria-hidden /> : <Eye aria-hidden />}
        {starts ? `${word}…` : "Preview plan"}
      </Button>
      <Dialog
        size="lg"
        open={open}
        onOpenChange={setOpen}
        title={starts ? `${word} ${name}?` : `Plan for ${name}`}
        description="Read from the router just now. Nothing has been changed."
      >
        {reading ? <p className="py-6 text-center text-ink-muted">Reading the router…</p> : null}
        {problem ? <Callout tone="bad" title={problem} /> : null}
        {plan ? <PreviewBody plan={plan} /> : null}
        {plan && starts ? (
          <ActionForm
            action={start}
            hidden={{ routerId, seenAt: plan.readAt }}
            onSuccess={done}
            className="mt-5"
          >
            <Field name="policy" label="What may be done" className="max-w-xs">
              {(control) => <Select {...control} options={POLICIES} defaultValue="full" />}
            </Field>
            <DialogActions>
              <DialogClose asChild>
                <Button>Cancel</Button>
              </DialogClose>
              <SubmitButton>{word}</SubmitButton>
            </DialogActions>
          </ActionForm>
        ) : null}
      </Dialog>
    </>
  );
}

const SHOWN = 50;

function PreviewBody({ plan }: { plan: PlanPreview }) {
  const { counts } = plan;
  const rules = plan.router.changes.length + plan.router.skipped.length;
  const nothing = plan.users.length === 0 && rules === 0;
  return (
    <div className="space-y-4">
      <p className="flex flex-wrap gap-1.5">
        <Badge tone="ok">{plan.inSync} as they should be</Badge>
        <Badge tone="ok">{counts.create} to create</Badge>
        <Badge tone="info">{counts.update} to change</Badge>
        <Badge tone="bad">{counts.delete} to remove</Badge>
        <Badge tone="warn">{counts.kick} to disconnect</Badge>
        {counts.conflicts > 0 ? <Badge tone="bad">{counts.conflicts} conflicts</Badge> : null}
      </p>
      {nothing ? (
        <p className="text-ink-muted">The router agrees with everything already.</p>
      ) : null}
      {rules > 0 ? (
        <details className="rounded-md border border-line">
          <summary className="cursor-pointer px-3 py-2 font-medium">
            The router's own rules{" "}
            <span className="text-sm font-normal text-ink-muted">{rules} changes</span>
          </summary>
          <div className="px-3 pb-3">
            <PlanView plan={plan.router} />
          </div>
        </details>
      ) : null}
      <ul className="space-y-2">
        {plan.users.slice(0, SHOWN).map((user) => (
          <li key={user.userId} className="rounded-md border border-line">
            <details>
              <summary className="cursor-pointer px-3 py-2 font-medium">
                {user.username}{" "}
                <span className="text-sm font-normal text-ink-muted">
                  {user.plan.changes.length} changes
                  {user.plan.skipped.length > 0 ? `, ${user.plan.skipped.length} left alone` : ""}
                </span>
              </summary>
              <div className="px-3 pb-3">
                <PlanView plan={user.plan} />
              </div>
            </details>
          </li>
        ))}
      </ul>
      {plan.users.length > SHOWN ? (
        <p className="text-sm text-ink-muted">…and {plan.users.length - SHOWN} more users.</p>
      ) : null}
      {plan.foreign.length > 0 ? (
        <Callout tone="info" title={`${plan.foreign.length} secrets are not ours`}>
          They are never touched:{" "}
          {plan.foreign
            .slice(0, 12)
            .map((row) => row.name)
            .join(", ")}
          {plan.foreign.length > 12 ? "…" : ""}
        </Callout>
      ) : null}
      {plan.orphans.length > 0 ? (
        <Callout tone="warn" title={`${plan.orphans.length} of our secrets belong to nobody here`}>
          {plan.orphans.slice(0, 12).join(", ")}
        </Callout>
      ) : null}
    </div>
  );
}
