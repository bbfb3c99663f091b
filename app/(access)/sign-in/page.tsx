import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { currentStaff } from "@/app/_auth/session";
import { StaffSignInForm } from "@/components/access/staff-sign-in-form";
import { createContext } from "@/lib/context";
import { getInstallation } from "@/services/installation";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ set?: string }> };

export default async function SignInPage({ searchParams }: Props) {
  if (await currentStaff()) redirect("/dashboard");
  const { operatorName } = await getInstallation(createContext({ kind: "anonymous", id: "page" }));
  const { set } = await searchParams;
  return (
    <>
      <h1 className="mb-1 text-center text-xl font-semibold">Sign in to {operatorName}</h1>
      <p className="mb-6 text-center text-ink-muted">
        {set ? "Your password is set. Sign in with it." : "For staff."}
      </p>
      <StaffSignInForm />
      <p className="mt-6 text-center text-sm text-ink-muted">
        Are you a customer?{" "}
        <Link href="/portal" className="text-accent-text underline underline-offset-4">
          Go to your account
        </Link>
      </p>
    </>
  );
}
