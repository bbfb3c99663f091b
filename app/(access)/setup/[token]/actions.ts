"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { anonymousAction } from "@/app/_auth/action";
import { setPasswordWithLink } from "@/services/staff";

const Form = z
  .object({
    token: z.string(),
    password: z.string("Choose a password."),
    again: z.string().default(""),
  })
  .refine((form) => form.password === form.again, {
    path: ["again"],
    message: "The two passwords differ.",
  });

export const setPassword = anonymousAction({
  name: "setup",
  input: Form,
  run: async (ctx, { token, password }) => {
    await setPasswordWithLink(ctx, { token, password });
    redirect("/sign-in?set=1");
  },
});
