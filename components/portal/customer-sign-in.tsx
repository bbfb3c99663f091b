"use client";

import { CircleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { signIn } from "next-auth/react";
import { type FormEvent, useState, useTransition } from "react";
import { formatPhone } from "@/lib/phone-format";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Button } from "../ui/button";
import { TextField } from "../ui/text-field";

const OFFLINE = "We could not be reached. Check your connection and try again.";

/** Two steps: the phone number, then the code that came by SMS. */
export function CustomerSignIn({ requestCode }: { requestCode: FormAction<{ phone: string }> }) {
  const [phone, setPhone] = useState<string>();
  if (phone) {
    return <CodeStep phone={phone} requestCode={requestCode} onBack={() => setPhone(undefined)} />;
  }
  return (
    <ActionForm
      action={requestCode}
      onSuccess={(data) => setPhone(data.phone)}
      className="flex flex-col gap-4"
    >
      <TextField
        name="phone"
        label="Your phone number"
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        placeholder="0712 345 678"
        className="h-12 text-md"
        required
        autoFocus
      />
      <SubmitButton size="xl" className="w-full">
        Send me a code
      </SubmitButton>
    </ActionForm>
  );
}

interface CodeStepProps {
  phone: string;
  requestCode: FormAction<{ phone: string }>;
  onBack: () => void;
}

function CodeStep({ phone, requestCode, onBack }: CodeStepProps) {
  const [sentAgain, setSentAgain] = useState(false);
  return (
    <div className="flex flex-col gap-2">
      <p className="mb-2 text-md text-pretty text-ink-muted" role="status">
        If {formatPhone(phone)} is a customer's number, {sentAgain ? "another" : "a"} code is on its
        way to it by SMS.
      </p>
      <CodeForm phone={phone} />
      <ActionForm
        action={requestCode}
        hidden={{ phone }}
        onSuccess={() => setSentAgain(true)}
        className="mt-1 flex flex-col"
      >
        <SubmitButton variant="ghost" size="lg">
          Send another code
        </SubmitButton>
      </ActionForm>
      <Button variant="ghost" size="lg" onClick={onBack}>
        Use another number
      </Button>
    </div>
  );
}

function CodeForm({ phone }: { phone: string }) {
  const router = useRouter();
  const [error, setError] = useState<string>();
  const [pending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code") ?? "").trim();
    startTransition(async () => {
      const result = await signIn("customer", { phone, code, redirect: false }).catch(() => null);
      if (result?.ok && !result.error) {
        router.replace("/portal");
        router.refresh();
      } else {
        setError(result?.error ?? OFFLINE);
      }
    });
  };
  return (
    <form onSubmit={submit} method="post" className="flex flex-col gap-4">
      <TextField
        name="code"
        label="Six-digit code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        className="h-12 text-xl tracking-[0.3em] tabular"
        required
        autoFocus
      />
      {error ? (
        <p role="alert" className="flex items-start gap-2 text-base text-bad">
          <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
          {error}
        </p>
      ) : null}
      <Button type="submit" variant="primary" size="xl" pending={pending} className="w-full">
        Sign in
      </Button>
    </form>
  );
}
