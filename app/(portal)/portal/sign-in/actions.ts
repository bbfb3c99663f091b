"use server";

import { z } from "zod";
import { anonymousAction } from "@/app/_auth/action";
import { requestOrigin } from "@/app/_auth/origin";
import { throttles } from "@/app/_auth/throttles";
import { throttle } from "@/lib/throttle";
import { Phone, requestSignInCode } from "@/services/customers";

/** Sends the sign-in code; the answer is the same whether the phone is known or not. */
export const requestCode = anonymousAction({
  name: "request-code",
  input: z.object({ phone: Phone }),
  run: async (ctx, { phone }) => {
    await throttle(ctx, throttles.codePerAddress, (await requestOrigin()).sourceAddress);
    await throttle(ctx, throttles.codePerPhone, phone);
    await requestSignInCode(ctx, { phone });
    return { phone };
  },
});
