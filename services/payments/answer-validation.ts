import { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { storeCallback } from "./store-callback";
import { isTrustedSource } from "./trusted-source";
import { ACCEPTED, type ValidationAnswer } from "./validation/answers";
import { judgeValidation } from "./validation/judge-validation";

const Input = z.object({
  token: z.string().max(2000),
  sourceAddress: z.string().max(64),
  body: z.string(),
  tooLarge: z.boolean().default(false),
});

/** M-Pesa waits about eight seconds, and takes the money when nobody answers. */
const DEADLINE_MS = 3_000;

/**
 * Answers M-Pesa's question whether to take a payment: refused only when the channel asks for it and account, amount
 * or shortcode cannot be right. In doubt, on an error or when time runs out the answer is yes: what names nobody waits
 * in suspense for staff. Never throws but `forbidden`.
 */
export async function answerValidation(
  ctx: Context,
  input: z.input<typeof Input>,
  deadlineMs = DEADLINE_MS,
): Promise<ValidationAnswer> {
  authorise(ctx, { provider: true });
  const question = Input.parse(input);
  const deadline = timer(deadlineMs);
  const kept = storeCallback(ctx, { kind: "c2b_validation", ...question });
  const judged = isTrustedSource(question.sourceAddress)
    ? judgeValidation(ctx, question)
    : Promise.resolve(ACCEPTED);
  const answer = Promise.all([judged, kept]).then(
    ([verdict]) => verdict,
    (error: unknown) => {
      ctx.log.error({ err: error }, "a validation was accepted unseen");
      return ACCEPTED;
    },
  );
  try {
    return await Promise.race([answer, deadline.over]);
  } finally {
    deadline.clear();
  }
}

function timer(ms: number) {
  let handle: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<ValidationAnswer>((resolve) => {
    handle = setTimeout(() => resolve(ACCEPTED), ms);
  });
  return { over, clear: () => clearTimeout(handle) };
}
