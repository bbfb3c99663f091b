"use server";

import { z } from "zod";
import { anonymousAction } from "@/app/_auth/action";
import { requestOrigin } from "@/app/_auth/origin";
import { throttle } from "@/lib/throttle";
import { Phone, requestSignInCode } from "@/services/customers";

const PER_PHONE = { name: "code-phone", points: 5, durationSeconds: 15 * 60 };
const PER_ADDRESS = { name: "code-address", points: 30, durationSeconds: 15 * 60 };

/** Sends the sign-in code; the answer is the same whether the phone is known or not. */
export const requestCode = anonymousAction({
  name: "request-code",
  input: z.object({ phone: Phone }),
  run: async (ctx, { phone }) => {
    await throttle(ctx, PER_ADDRESS, (await requestOrigin()).sourceAddress);
    await throttle(ctx, PER_PHONE, phone);
    await requestSignInCode(ctx, { phone });
    return { phone };
  },
});
