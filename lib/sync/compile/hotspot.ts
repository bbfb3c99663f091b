import { contentHash } from "../content-hash";
import type { Intent } from "../intent";
import type { Resource } from "../resource";
import { defaultHotspotSettings } from "../router-settings";
import { stableJson } from "../stable-json";
import { userComment } from "./comment";
import type { CompileContext } from "./context";
import { rateLimit } from "./rates";
import { sharedOnce } from "./shared-once";

/** Profile and user of a hotspot login. Who has not paid is disabled: the hotspot's own sign-in page is the pay page. */
export function compileHotspot(intent: Intent, context: CompileContext): Resource[] {
  const user = { kind: "hotspot-user", name: intent.username } as const;
  if (intent.presence === "absent") return [{ ...user, ensure: "absent", fields: {} }];
  const profile = profileOf(intent, context);
  const fields = userFields(intent, context, profile.name);
  return [profile, { ...user, ensure: "present", fields }];
}

function userFields(intent: Intent, context: CompileContext, profile: string) {
  const { uptimeLimitSeconds, dataCapBytes } = intent.session;
  return {
    server: (context.settings.hotspot ?? defaultHotspotSettings).server,
    ...(context.password !== undefined && { password: context.password }),
    profile,
    address: intent.address.fixed ?? "",
    "mac-address": intent.address.mac ?? "",
    "limit-uptime": uptimeLimitSeconds === undefined ? "" : `${uptimeLimitSeconds}s`,
    "limit-bytes-total": dataCapBytes === undefined ? "" : String(dataCapBytes),
    disabled: intent.access === "on" ? "false" : "true",
    comment: userComment(intent, context),
  };
}

function profileOf(intent: Intent, context: CompileContext): Resource {
  const settings = context.settings.hotspot ?? defaultHotspotSettings;
  const idle = intent.session.idleTimeoutSeconds;
  const fields = {
    "rate-limit": rateLimit(intent.rates),
    "shared-users": String(intent.session.sharedUsers ?? 1),
    "idle-timeout": idle === undefined ? "" : `${idle}s`,
    "add-mac-cookie": String(settings.macCookie),
  };
  const slug = intent.packageSlug;
  return sharedOnce(context, `${slug}\n${Object.values(fields).join("\n")}`, () => ({
    kind: "hotspot-profile",
    name: `isp-${slug}-${contentHash(stableJson(fields))}`,
    ensure: "present",
    fields,
  }));
}
