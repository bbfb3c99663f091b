"use server";

import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { showScript } from "@/services/provisioning";

export const showScriptAction = staffAction({
  input: z.object({
    routerId: z.string(),
    release: z.enum(["v6", "v7"]),
    serverAddress: z.string("Enter this server's address."),
    password: z.enum(["keep", "new"]).default("keep"),
  }),
  run: (ctx, input) => showScript(ctx, input),
});
