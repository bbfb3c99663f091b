import type { Metadata } from "next";
import Link from "next/link";
import { SetPasswordForm } from "@/components/access/set-password-form";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/empty-state";
import { createContext } from "@/lib/context";
import { checkSetupLink } from "@/services/staff";
import { setPassword } from "./actions";

export const metadata: Metadata = { title: "Set your password", referrer: "no-referrer" };

type Props = { params: Promise<{ token: string }> };

export default async function SetupPage({ params }: Props) {
  const { token } = await params;
  const owner = await checkSetupLink(createContext({ kind: "anonymous", id: "setup" }), { token });
  if (!owner) {
    return (
      <ErrorState
        title="This link does not work"
        description="It was used already, is too old, or is not complete. Start the product again to get a new one."
        action={
          <Button asChild>
            <Link href="/sign-in">Go to sign in</Link>
          </Button>
        }
      />
    );
  }
  return (
    <>
      <h1 className="mb-1 text-center text-xl font-semibold">Set your password</h1>
      <p className="mb-6 text-center text-ink-muted">For {owner.email}</p>
      <SetPasswordForm action={setPassword} token={token} email={owner.email} />
    </>
  );
}
