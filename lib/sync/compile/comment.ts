import type { Intent } from "../intent";
import { userTagOf } from "../ownership";
import type { CompileContext } from "./context";

/** Machine part first, then who it is, for people at the router. */
export const userComment = (
  intent: Pick<Intent, "label">,
  context: Pick<CompileContext, "installationId" | "userId">,
): string => `${userTagOf(context.installationId, context.userId)} ${intent.label}`.trim();
