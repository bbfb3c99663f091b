import type { Desired } from "../desired";
import type { Intent } from "../intent";
import { sharedTagOf, userTagOf } from "../ownership";
import type { Resource } from "../resource";
import { isOpen } from "./access";
import { userComment } from "./comment";
import type { CompileContext } from "./context";
import { compileHotspot } from "./hotspot";
import { compilePppoe } from "./pppoe";
import { compileStatic } from "./static";

type Compiler = (intent: Intent, context: CompileContext) => Resource[];

const compilers: Record<Intent["serviceType"], Compiler> = {
  pppoe: compilePppoe,
  static: compileStatic,
  hotspot: compileHotspot,
};

/** Says an intent in RouterOS. */
export function compile(intent: Intent, context: CompileContext): Desired {
  const version = intent.credential?.version;
  const { serviceType: service, username } = intent;
  const name = service === "static" ? (intent.address.fixed ?? "") : username;
  const { writtenName, allowanceMark = null } = context;
  const epoch = intent.session.allowance;
  return {
    tag: userTagOf(context.installationId, context.userId),
    sharedTag: sharedTagOf(context.installationId),
    comment: userComment(intent, context),
    resources: compilers[service](intent, context),
    ...(epoch !== undefined && {
      allowance: {
        epoch,
        mark: allowanceMark,
        unwritten: writtenName === undefined,
        ...(context.carried && { carried: context.carried }),
      },
    }),
    session: {
      service,
      name,
      ...(writtenName && writtenName !== name && { formerName: writtenName }),
      allowed: intent.presence === "present" && maySurf(intent, context),
      held: intent.presence === "absent" || intent.access !== "on",
      ...(context.lastAddress && { lastAddress: context.lastAddress }),
      notBefore: context.sessionNotBefore ?? null,
    },
    passwordWritten: version !== undefined && version === context.writtenCredentialVersion,
  };
}

/** The hotspot's pay page needs no session. */
const maySurf = (intent: Intent, context: CompileContext) =>
  intent.serviceType === "hotspot" ? intent.access === "on" : isOpen(intent, context);

export type { CompileContext } from "./context";
