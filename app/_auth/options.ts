import type { AuthOptions } from "next-auth";
import { createContext } from "@/lib/context";
import { env } from "@/lib/env";
import { revokeSession } from "@/services/staff";
import { isSecure, sessionCookieName } from "./cookie";
import { customerProvider, staffProvider } from "./providers";
import { readToken } from "./token";

const MAX_AGE_SECONDS = 30 * 24 * 3600;

/** One set-up with two ways in. The JWT carries ids of session rows and nothing else. */
export const authOptions = (): AuthOptions => ({
  secret: env().NEXTAUTH_SECRET,
  providers: [staffProvider, customerProvider],
  session: { strategy: "jwt", maxAge: MAX_AGE_SECONDS },
  pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
  useSecureCookies: isSecure(),
  cookies: {
    sessionToken: {
      name: sessionCookieName(),
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() },
    },
  },
  callbacks: {
    async jwt({ token, user, account }) {
      // At sign-in the library starts an empty token: keep the other way in, if this browser has one.
      if (!user || !account) return token;
      const held = await readToken();
      return account.provider === "staff"
        ? { ...held, staffSessionId: user.id }
        : { ...held, customerSessionId: user.id };
    },
    session: ({ session }) => ({ expires: session.expires }),
  },
  events: {
    async signOut({ token }) {
      const ctx = createContext({ kind: "anonymous", id: "sign-out" });
      for (const id of [token?.staffSessionId, token?.customerSessionId])
        if (typeof id === "string") await revokeSession(ctx, { sessionId: id });
    },
  },
});
