"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { requestSync } from "@/services/sync";
import {
  changePassword,
  closeUser,
  resumeUser,
  revealPassword,
  suspendUser,
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

export const revealPasswordAction = staffAction({
  input: ByUser,
  run: (ctx, input) => revealPassword(ctx, input),
});
