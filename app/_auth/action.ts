import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { ActionState, FormAction } from "@/components/ui/action-form";
import { type Context, createContext } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { logger } from "@/lib/logger";
import { formToObject } from "./form-to-object";
import { currentCustomer, currentStaff, type SignedIn } from "./session";
import { toFailure } from "./to-failure";

type Side = "staff" | "customer";

export interface ActionSpec<Schema extends z.ZodType, Who, T> {
  /** Shape of the form; the verb parses its own input again. */
  input: Schema;
  /** Calls one verb and revalidates. */
  run: (ctx: Context, input: z.output<Schema>, who: Who) => Promise<T>;
}

/** Runs the action; whatever goes wrong becomes words, but redirects pass through. */
async function perform<Schema extends z.ZodType, Who, T>(
  spec: ActionSpec<Schema, Who, T>,
  form: FormData,
  identify: () => Promise<{ ctx: Context; who: Who }>,
): Promise<ActionState<T>> {
  let log = logger;
  try {
    const { ctx, who } = await identify();
    log = ctx.log;
    const input = await spec.input.parseAsync(formToObject(form));
    return { ok: true, data: await spec.run(ctx, input, who) };
  } catch (error) {
    unstable_rethrow(error);
    return toFailure(error, log);
  }
}

const factory =
  <S extends Side>(find: () => Promise<SignedIn<S> | undefined>) =>
  <Schema extends z.ZodType, T>(spec: ActionSpec<Schema, SignedIn<S>, T>): FormAction<T> =>
  (_previous, form) =>
    perform(spec, form, async () => {
      const signedIn = await find();
      if (signedIn) return { ctx: signedIn.ctx, who: signedIn };
      throw new AppError("unauthenticated", "Your session has ended. Please sign in again.");
    });

/**
 * Makes a server action for staff: session, form to input, one verb, errors to words. The role is checked by
 * the verb itself.
 */
export const staffAction = factory(currentStaff);

/** The same for customers. */
export const customerAction = factory(currentCustomer);

/** The same for pages before the sign-in; the name says which, in the log. */
export const anonymousAction =
  <Schema extends z.ZodType, T>(
    spec: ActionSpec<Schema, undefined, T> & { name: string },
  ): FormAction<T> =>
  (_previous, form) =>
    perform(spec, form, async () => ({
      ctx: createContext({ kind: "anonymous", id: spec.name }),
      who: undefined,
    }));
