"use server";

import { z } from "zod";
import { throttle } from "@/lib/throttle";
import { Phone, requestSignInCode } from "@/services/customers";
import { anonymousAction } from "./action";
import { requestOrigin } from "./origin";
import { throttles } from "./throttles";

/**
 * Sends a sign-in code to the phone in the form, if it is a customer's; answers the same either way. Then call
 * next-auth's `signIn("customer", { phone, code, redirect: false })`.
 */
export const requestCodeAction = anonymousAction({
  name: "request-code",
  input: z.object({ phone: Phone }),
  run: async (ctx, { phone }) => {
    const { sourceAddress } = await requestOrigin();
    await throttle(ctx, throttles.codePerAddress, sourceAddress);
    await throttle(ctx, throttles.codePerPhone, phone);
    await requestSignInCode(ctx, { phone });
    return { phone };
  },
});
