import { contentHash } from "../content-hash";
import type { Intent, Rates } from "../intent";
import { sharedTagOf, userTagOf } from "../ownership";
import type { Resource } from "../resource";
import { stableJson } from "../stable-json";
import type { CompileContext } from "./context";
import { supports } from "./ros-version";

// Enough for the pay page, too little to stay on.
const WALLED_RATE = "1M/1M";

/** Pool, profile and secret of a PPPoE user. */
export function compilePppoe(intent: Intent, context: CompileContext): Resource[] {
  const secret = { kind: "secret", name: intent.username } as const;
  if (intent.presence === "absent") return [{ ...secret, ensure: "absent", fields: {} }];
  const profile = profileOf(intent, context);
  const fields = secretFields(intent, context, profile.name);
  return [...poolOf(profile, context), profile, { ...secret, ensure: "present", fields }];
}

/** True when the user waits in the walled garden rather than with a disabled secret. */
export const isWalled = (intent: Intent, { settings }: CompileContext): boolean =>
  intent.access === "walled" && settings.suspension === "walled";

function secretFields(intent: Intent, context: CompileContext, profile: string) {
  const open = intent.access === "on" || isWalled(intent, context);
  return {
    service: "pppoe",
    ...(context.password !== undefined && { password: context.password }),
    profile,
    "local-address": "",
    "remote-address": intent.address.fixed ?? "",
    "caller-id": intent.address.mac ?? "",
    disabled: open ? "false" : "true",
    comment: secretComment(intent, context),
  };
}

/** Machine part first, then who it is, for people at the router. */
export const secretComment = (
  intent: Pick<Intent, "label">,
  context: Pick<CompileContext, "installationId" | "userId">,
): string => `${userTagOf(context.installationId, context.userId)} ${intent.label}`.trim();

function profileOf(intent: Intent, context: CompileContext): Resource {
  const { settings } = context;
  const walled = isWalled(intent, context);
  const idle = intent.session.idleTimeoutSeconds;
  const content = {
    "local-address": settings.localAddress,
    "remote-address": intent.address.pool ?? settings.addressPool.name,
    "rate-limit": walled ? WALLED_RATE : rateLimit(intent.rates),
    "only-one": intent.session.onlyOne ? "yes" : "default",
    "idle-timeout": idle === undefined ? "" : `${idle}s`,
    "address-list": walled ? settings.walledAddressList : "",
  };
  const name = `isp-${walled ? "walled" : intent.packageSlug}-${contentHash(stableJson(content))}`;
  return shared("profile", name, content, context);
}

function poolOf(profile: Resource, context: CompileContext): Resource[] {
  const { name, ranges } = context.settings.addressPool;
  if (ranges === "" || profile.fields["remote-address"] !== name) return [];
  return [shared("pool", name, { ranges }, context)];
}

/** Before 7.9 pools and profiles are not known to take comments: there the name alone marks them. */
function shared(
  kind: "pool" | "profile",
  name: string,
  fields: Record<string, string>,
  context: CompileContext,
): Resource {
  const comment = sharedTagOf(context.installationId);
  const marked = supports(context.rosVersion, 7, 9) ? { ...fields, comment } : fields;
  return { kind, name, ensure: "present", fields: marked };
}

/** `rx/tx [burst threshold time]` as the router sees it: rx is what the customer uploads. */
export function rateLimit({ downloadKbps, uploadKbps, burst }: Rates): string {
  const pair = (up: number, down: number) => `${rate(up)}/${rate(down)}`;
  if (!burst) return pair(uploadKbps, downloadKbps);
  return [
    pair(uploadKbps, downloadKbps),
    pair(burst.uploadKbps, burst.downloadKbps),
    pair(burst.thresholdUploadKbps, burst.thresholdDownloadKbps),
    `${burst.seconds}/${burst.seconds}`,
  ].join(" ");
}

const rate = (kbps: number) => (kbps % 1_000 === 0 ? `${kbps / 1_000}M` : `${kbps}k`);
