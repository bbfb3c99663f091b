import { redirect } from "next/navigation";
import { cache } from "react";
import { type Actor, type Context, createContext } from "@/lib/context";
import { type VerifiedSession, verifySession } from "@/services/staff";
import { readToken } from "./token";

type Side = "staff" | "customer";

const anonymous = () => createContext({ kind: "anonymous", id: "session-check" });

/** The session of one way in, checked against its row; once per request, however often it is asked for. */
export const currentSession = cache(async (side: Side): Promise<VerifiedSession | undefined> => {
  const token = await readToken();
  const sessionId = side === "staff" ? token.staffSessionId : token.customerSessionId;
  if (!sessionId) return undefined;
  const session = await verifySession(anonymous(), { sessionId });
  return session?.actor.kind === side ? session : undefined;
});

type ActorOf<S extends Side> = Extract<Actor, { kind: S }>;

/** A proved session with the context for verbs. */
export interface SignedIn<S extends Side> {
  session: VerifiedSession;
  actor: ActorOf<S>;
  ctx: Context;
}

async function signedIn<S extends Side>(side: S): Promise<SignedIn<S> | undefined> {
  const session = await currentSession(side);
  if (!session) return undefined;
  const actor = session.actor as ActorOf<S>;
  return { session, actor, ctx: createContext(actor) };
}

/** For route handlers: the signed-in staff member, or undefined. */
export const currentStaff = () => signedIn("staff");
/** For route handlers: the signed-in customer, or undefined. */
export const currentCustomer = () => signedIn("customer");

/** First line of every staff page; sends everybody else to the sign-in page. */
export const requireStaff = async (): Promise<SignedIn<"staff">> =>
  (await currentStaff()) ?? redirect("/sign-in");

/** First line of every portal page; sends everybody else to the portal's sign-in. */
export const requireCustomer = async (): Promise<SignedIn<"customer">> =>
  (await currentCustomer()) ?? redirect("/portal/sign-in");
