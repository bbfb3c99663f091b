"use client";

import { CircleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { signIn } from "next-auth/react";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { TextField } from "../ui/text-field";

const OFFLINE = "The server did not answer. Check your connection and try again.";

/** Email and password; the server says in one sentence why it will not do. */
export function StaffSignInForm() {
  const router = useRouter();
  const [error, setError] = useState<string>();
  const [pending, startTransition] = useTransition();

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = String(form.get("email") ?? "");
    const password = String(form.get("password") ?? "");
    startTransition(async () => {
      const result = await signIn("staff", { email, password, redirect: false }).catch(() => null);
      if (result?.ok && !result.error) {
        router.replace("/dashboard");
        router.refresh();
      } else {
        setError(result?.error ?? OFFLINE);
      }
    });
  };
  return (
    <Card className="p-5">
      <form onSubmit={submit} method="post" className="flex flex-col gap-4">
        <TextField
          name="email"
          label="Email address"
          type="email"
          autoComplete="username"
          required
          autoFocus
        />
        <TextField
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          required
        />
        {error ? (
          <p role="alert" className="flex items-start gap-2 text-sm text-bad">
            <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
            {error}
          </p>
        ) : null}
        <Button type="submit" variant="primary" pending={pending} className="h-10 w-full">
          Sign in
        </Button>
      </form>
    </Card>
  );
}
