import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentCustomer } from "@/app/_auth/session";
import { LogoMark } from "@/components/logo";
import { CustomerSignIn } from "@/components/portal/customer-sign-in";
import { createContext } from "@/lib/context";
import { getInstallation } from "@/services/installation";
import { requestCode } from "./actions";

export const metadata: Metadata = { title: "Your account" };

export default async function PortalSignInPage() {
  if (await currentCustomer()) redirect("/portal");
  const { operatorName } = await getInstallation(createContext({ kind: "anonymous", id: "page" }));
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center px-5 py-10">
      <LogoMark className="mb-5 size-11" />
      <h1 className="text-2xl font-semibold">{operatorName}</h1>
      <p className="mt-1 mb-7 text-md text-ink-muted">See your package and pay with M-Pesa.</p>
      <CustomerSignIn requestCode={requestCode} />
    </main>
  );
}
