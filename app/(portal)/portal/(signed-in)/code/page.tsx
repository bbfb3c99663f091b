import type { Metadata } from "next";
import { requireCustomer } from "@/app/_auth/session";
import { ClaimForm } from "@/components/portal/claim-form";
import { claim } from "../actions";

export const metadata: Metadata = { title: "I have paid already" };

export default async function ClaimPage() {
  await requireCustomer();
  return (
    <>
      <h1 className="mt-2 text-xl font-semibold">I have paid already</h1>
      <p className="mt-1 mb-4 text-md text-pretty text-ink-muted">
        Enter the code from M-Pesa's message. We ask M-Pesa about it, and the payment counts as soon
        as M-Pesa says that it is yours.
      </p>
      <ClaimForm action={claim} />
    </>
  );
}
