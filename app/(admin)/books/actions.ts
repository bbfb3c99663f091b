"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { staffAction } from "@/app/_auth/action";
import { checkBooks } from "@/services/books";

export const checkBooksAction = staffAction({
  input: z.object({}),
  run: async (ctx) => {
    const { inOrder } = await checkBooks(ctx);
    revalidatePath("/", "layout");
    return { inOrder };
  },
});
