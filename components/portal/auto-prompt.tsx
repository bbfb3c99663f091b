"use client";

import { startTransition, useOptimistic } from "react";
import type { FormAction } from "../ui/action-form";
import { Card } from "../ui/card";
import { toast } from "../ui/toaster";
import { Switch } from "../ui/toggles";

/** The customer's yes or no to a prompt on their phone when time runs out. */
export function AutoPrompt({ agreed, action }: { agreed: boolean; action: FormAction<unknown> }) {
  const [shown, show] = useOptimistic(agreed);
  const change = (next: boolean) =>
    startTransition(async () => {
      show(next);
      const form = new FormData();
      form.set("agreed", next ? "yes" : "no");
      const state = await action(null, form);
      if (state && !state.ok) toast.error(state.message);
    });
  return (
    <Card className="mt-4 p-5">
      <Switch
        label="Ask me on my phone when it runs out"
        hint="You get one M-Pesa prompt. Nothing is paid unless you enter your PIN."
        checked={shown}
        onCheckedChange={change}
      />
    </Card>
  );
}
