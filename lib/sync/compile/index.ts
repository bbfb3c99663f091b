import type { Desired } from "../desired";
import type { Intent } from "../intent";
import { sharedTagOf, userTagOf } from "../ownership";
import type { Resource } from "../resource";
import type { CompileContext } from "./context";
import { compilePppoe, isWalled } from "./pppoe";

type Compiler = (intent: Intent, context: CompileContext) => Resource[];

const compilers: Partial<Record<Intent["serviceType"], Compiler>> = { pppoe: compilePppoe };

/** Service types that this version can put on a router. */
export const isSupported = (serviceType: Intent["serviceType"]): boolean =>
  compilers[serviceType] !== undefined;

/** Says an intent in RouterOS. A service type without a compiler gives no resources and leaves sessions alone. */
export function compile(intent: Intent, context: CompileContext): Desired {
  const open = intent.access === "on" || isWalled(intent, context);
  const version = intent.credential?.version;
  return {
    tag: userTagOf(context.installationId, context.userId),
    sharedTag: sharedTagOf(context.installationId),
    resources: compilers[intent.serviceType]?.(intent, context) ?? [],
    session: {
      name: intent.username,
      allowed: (intent.presence === "present" && open) || !isSupported(intent.serviceType),
      notBefore: context.sessionNotBefore ?? null,
    },
    passwordWritten: version !== undefined && version === context.writtenCredentialVersion,
  };
}

export type { CompileContext } from "./context";
export { secretComment } from "./pppoe";
