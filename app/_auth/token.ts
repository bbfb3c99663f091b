import { cookies } from "next/headers";
import { decode } from "next-auth/jwt";
import { z } from "zod";
import { env } from "@/lib/env";
import { uuid } from "@/lib/id";
import { sessionCookieName } from "./cookie";

/**
 * All that the cookie says: the id of a session row for each way in. One browser may hold both, so that staff
 * can try the customers' portal without signing out.
 */
const Token = z.object({
  staffSessionId: uuid().optional(),
  customerSessionId: uuid().optional(),
});
export type SessionToken = z.infer<typeof Token>;

/** The current request's token; empty when there is none, or it is not ours. */
export async function readToken(): Promise<SessionToken> {
  const value = (await cookies()).get(sessionCookieName())?.value;
  if (!value) return {};
  const decoded = await decode({ token: value, secret: env().NEXTAUTH_SECRET }).catch(() => null);
  const parsed = Token.safeParse(decoded);
  return parsed.success ? parsed.data : {};
}
