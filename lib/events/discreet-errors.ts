import { Middleware } from "inngest";
import { describeError } from "../describe-error";

/**
 * What a step throws is stored by the job server, which may be somebody else's: a database error leaves without the
 * values of its statement, any error without its causes.
 */
export class DiscreetErrors extends Middleware.BaseMiddleware {
  readonly id = "discreet-errors";

  async wrapStepHandler({ next }: Middleware.WrapStepHandlerArgs): Promise<unknown> {
    try {
      return await next();
    } catch (error) {
      throw discreet(error);
    }
  }
}

/** The same error where it says nothing about customers; its class matters to the SDK (retries). */
export function discreet(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { message, stack } = describeError(error);
  if (message !== error.message) {
    const plain = Object.assign(new Error(message), { name: error.name });
    plain.stack = `${error.name}: ${message}\n${stack ?? ""}`;
    return plain;
  }
  if (error.cause !== undefined) error.cause = undefined;
  return error;
}
