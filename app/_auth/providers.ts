import CredentialsProvider from "next-auth/providers/credentials";
import { createContext } from "@/lib/context";
import { logger } from "@/lib/logger";
import { refundThrottle, throttle } from "@/lib/throttle";
import { Phone, verifySignInCode } from "@/services/customers";
import { createSession, signInStaff } from "@/services/staff";
import { requestOrigin } from "./origin";
import { throttles } from "./throttles";
import { toFailure } from "./to-failure";

const anonymous = () => createContext({ kind: "anonymous", id: "sign-in" });

/** NextAuth shows an error's message to the browser: only sentences made for people may pass. */
async function sayWhy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(toFailure(error, logger).message);
  }
}

/** Staff: email address and password. */
export const staffProvider = CredentialsProvider({
  id: "staff",
  credentials: { email: { type: "email" }, password: { type: "password" } },
  authorize: (credentials) =>
    sayWhy(async () => {
      const { sessionId } = await signInStaff(anonymous(), {
        email: credentials?.email ?? "",
        password: credentials?.password ?? "",
        ...(await requestOrigin()),
      });
      return { id: sessionId };
    }),
});

/** Customers: phone and the code that was sent to it. Every try counts before it is looked at. */
export const customerProvider = CredentialsProvider({
  id: "customer",
  credentials: { phone: { type: "tel" }, code: { type: "text" } },
  authorize: (credentials) =>
    sayWhy(async () => {
      const ctx = anonymous();
      const origin = await requestOrigin();
      const phone = Phone.parse(credentials?.phone ?? "");
      await throttle(ctx, throttles.verifyPerAddress, origin.sourceAddress);
      await throttle(ctx, throttles.verifyPerPhone, phone);
      const owner = await verifySignInCode(ctx, { phone, code: credentials?.code ?? "" });
      await refundThrottle(ctx, throttles.verifyPerAddress, origin.sourceAddress);
      await refundThrottle(ctx, throttles.verifyPerPhone, phone);
      await refundThrottle(ctx, throttles.codePerPhone, phone);
      const { sessionId } = await createSession(ctx, { customerId: owner.customerId, ...origin });
      return { id: sessionId };
    }),
});
