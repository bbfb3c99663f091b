"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { describeBillingMode, setBillingMode } from "@/services/billing";
import { adoptRows, requestSync } from "@/services/sync";
import {
  changePassword,
  closeUser,
  resumeUser,
  revealPassword,
  suspendUser,
  updateConnection,
} from "@/services/users";

const ByUser = z.object({ userId: z.string() });
const refresh = (userId: string) => revalidatePath(`/users/${userId}`);

export const syncAction = staffAction({
  input: ByUser,
  run: async (ctx, input) => {
    await requestSync(ctx, input);
    refresh(input.userId);
  },
});

export const suspendAction = staffAction({
  input: ByUser.extend({ reason: z.string("Say why, for whoever looks later.") }),
  run: async (ctx, input) => {
    await suspendUser(ctx, input);
    refresh(input.userId);
  },
});

export const resumeAction = staffAction({
  input: ByUser,
  run: async (ctx, input) => {
    await resumeUser(ctx, input);
    refresh(input.userId);
  },
});

export const closeAction = staffAction({
  input: ByUser,
  run: async (ctx, input) => {
    await closeUser(ctx, input);
    refresh(input.userId);
  },
});

export const changePasswordAction = staffAction({
  input: ByUser.extend({ password: z.string().optional() }),
  run: async (ctx, input) => {
    await changePassword(ctx, input);
    refresh(input.userId);
  },
});

export const updateConnectionAction = staffAction({
  input: ByUser.extend({
    version: z.string(),
    routerId: z.string("Choose a router."),
    username: z.string("Enter a username."),
    staticAddress: z.string().optional(),
    macAddress: z.string().optional(),
  }),
  run: async (ctx, input) => {
    await updateConnection(ctx, input);
    refresh(input.userId);
  },
});

export const adoptAction = staffAction({
  input: ByUser.extend({ routerId: z.string() }),
  run: async (ctx, input) => {
    await adoptRows(ctx, input);
    refresh(input.userId);
  },
});

export const revealPasswordAction = staffAction({
  input: ByUser,
  run: (ctx, input) => revealPassword(ctx, input),
});

const billDay = z.coerce
  .number("Say the day of the month, 1 to 31.")
  .int("Say the day of the month, 1 to 31.")
  .min(1, "From 1 to 31.")
  .max(31, "From 1 to 31.")
  .default(1);

export const describeBillingModeAction = staffAction({
  input: ByUser.extend({ billDay }),
  run: (ctx, input) => describeBillingMode(ctx, input),
});

export const setBillingModeAction = staffAction({
  input: ByUser.extend({ mode: z.enum(["prepaid", "postpaid"]), billDay }),
  run: async (ctx, input) => {
    await setBillingMode(ctx, input);
    refresh(input.userId);
  },
});
