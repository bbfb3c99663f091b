import { type AllowanceMark, compile, type Desired, type Resource, type Written } from "@/lib/sync";
import type { Target } from "./load-target";
import { unseal } from "./unseal";

/** The user's password, unsealed; undefined when there is none. For use inside a step only. */
export const passwordOf = ({ passwordEncrypted, userId }: Target): string | undefined =>
  passwordEncrypted === null ? undefined : unseal(passwordEncrypted, "user", userId);

/** The target in RouterOS words. Holds the password: for immediate use only. */
export const compileTarget = (
  target: Target,
  written: Written | null,
  sessionNotBefore: Date | null,
  allowanceMark: AllowanceMark | null = null,
  lastAddress: string | null = null,
): Desired =>
  compile(target.intent, {
    installationId: target.installationId,
    userId: target.userId,
    settings: target.router.settings,
    rosVersion: target.routerState.rosVersion ?? undefined,
    password: passwordOf(target),
    writtenCredentialVersion: written?.credentialVersion,
    writtenName: written?.name,
    sessionNotBefore,
    allowanceMark,
    lastAddress,
    carried: target.carried,
  });

/** What stands on the router once a pass has succeeded. */
export const writtenBy = (target: Target, desired: Desired): Written | null =>
  target.intent.presence === "absent"
    ? null
    : {
        comment: desired.comment,
        credentialVersion: target.intent.credential?.version ?? null,
        name: desired.session.name,
        kinds: [...new Set(desired.resources.filter(isThere).map(({ kind }) => kind))],
        access: target.intent.access,
      };

const isThere = ({ ensure }: Resource) => ensure !== "absent";

/**
 * What a pass that somebody waits for must look at: a table in which nothing may be, and nothing was, is left to the
 * batches and comparisons.
 */
export const toLookAt = ({ resources }: Desired, written: Written | null): Resource[] => {
  const { kinds } = written ?? {};
  const mayBe = ({ kind, ensure }: Resource) => ensure !== "absent" || kinds?.includes(kind);
  return kinds && resources.some(isThere) ? resources.filter(mayBe) : resources;
};
