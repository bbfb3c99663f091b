import { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import type { Letterhead } from "@/lib/documents";
import { dayOf } from "@/lib/time";
import { type TrialBalance, trialBalance } from "@/services/ledger";
import { loadLetterhead } from "./load-letterhead";
import { Day } from "./schemas";

const Input = z.object({ asOf: Day.optional() });

/** The trial balance at the end of a Kenyan day, today by default, ready to be printed. Errors: forbidden, invalid. */
export async function getTrialBalance(
  ctx: Context,
  input: z.input<typeof Input> = {},
): Promise<TrialBalance & { letterhead: Letterhead; madeAt: Date }> {
  authorise(ctx, { staff: "read" });
  const { asOf = dayOf(ctx.now()) } = Input.parse(input);
  const [balance, letterhead] = await Promise.all([
    trialBalance(ctx, { asOf }),
    loadLetterhead(ctx),
  ]);
  return { ...balance, letterhead, madeAt: ctx.now() };
}
