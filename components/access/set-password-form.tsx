"use client";

import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Card } from "../ui/card";
import { TextField } from "../ui/text-field";

export interface SetPasswordFormProps {
  action: FormAction<unknown>;
  token: string;
  email: string;
}

/** The owner's first password, typed twice. */
export function SetPasswordForm({ action, token, email }: SetPasswordFormProps) {
  return (
    <Card className="p-5">
      <ActionForm action={action} hidden={{ token }} className="flex flex-col gap-4">
        <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
        <TextField
          name="password"
          label="New password"
          type="password"
          autoComplete="new-password"
          hint="At least 10 characters."
          required
        />
        <TextField
          name="again"
          label="The same again"
          type="password"
          autoComplete="new-password"
          required
        />
        <SubmitButton className="h-10 w-full">Set password</SubmitButton>
      </ActionForm>
    </Card>
  );
}
