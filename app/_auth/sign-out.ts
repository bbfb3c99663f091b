"use server";

import { redirect } from "next/navigation";
import { createContext } from "@/lib/context";
import { revokeSession } from "@/services/staff";
import { readToken } from "./token";

const ctx = () => createContext({ kind: "anonymous", id: "sign-out" });

/** Ends the staff session; a customer's session in the same browser goes on. */
export async function signOutStaff(): Promise<void> {
  const { staffSessionId } = await readToken();
  if (staffSessionId) await revokeSession(ctx(), { sessionId: staffSessionId });
  redirect("/sign-in");
}

/** Ends the customer's session; a staff session in the same browser goes on. */
export async function signOutCustomer(): Promise<void> {
  const { customerSessionId } = await readToken();
  if (customerSessionId) await revokeSession(ctx(), { sessionId: customerSessionId });
  redirect("/portal/sign-in");
}
