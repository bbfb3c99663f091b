import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { logger } from "@/lib/logger";
import { currentStaff } from "./session";
import { toFailure } from "./to-failure";

const STATUS: Record<string, number> = {
  unauthenticated: 401,
  forbidden: 403,
  invalid: 400,
  not_found: 404,
  unknown: 500,
};

/** The HTTP status of a failure's code. */
export const statusOf = (code: string): number => STATUS[code] ?? 409;

/** A small JSON endpoint for staff pages: session, one read verb, errors to status codes; never cached. */
export async function liveRoute<T>(read: (ctx: Context) => Promise<T>): Promise<Response> {
  const headers = { "Cache-Control": "no-store" };
  try {
    const signedIn = await currentStaff();
    if (!signedIn) throw new AppError("unauthenticated", "Please sign in first.");
    return Response.json(await read(signedIn.ctx), { headers });
  } catch (error) {
    const { code, message } = toFailure(error, logger);
    return Response.json({ code, message }, { status: statusOf(code), headers });
  }
}
