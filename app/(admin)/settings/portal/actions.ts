"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { saveSettings } from "@/services/settings";

export const savePortalAction = staffAction({
  input: z.object({ customersChangePackage: z.literal("on").optional().transform(Boolean) }),
  run: async (ctx, input) => {
    await saveSettings(ctx, "portal", input);
    revalidatePath("/settings/portal");
  },
});
