"use client";

import { startTransition, useActionState, useEffect } from "react";
import type { FormAction } from "../ui/action-form";
import { toast } from "../ui/toaster";
import { Switch } from "../ui/toggles";

export interface AutoRenewProps {
  userId: string;
  on: boolean;
  action: FormAction<unknown>;
}

/** Whether the wallet renews by itself when the time ends. */
export function AutoRenew({ userId, on, action }: AutoRenewProps) {
  const [state, dispatch, pending] = useActionState(action, null);
  useEffect(() => {
    if (state && !state.ok) toast.error(state.message);
  }, [state]);
  const change = (next: boolean) => {
    const form = new FormData();
    form.set("userId", userId);
    form.set("autoRenew", next ? "yes" : "no");
    startTransition(() => dispatch(form));
  };
  return (
    <Switch
      label="Renew from the wallet"
      hint="When the time ends and the wallet holds enough."
      checked={pending ? !on : on}
      onCheckedChange={change}
    />
  );
}
