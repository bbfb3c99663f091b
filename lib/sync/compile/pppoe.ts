import { contentHash } from "../content-hash";
import type { Intent } from "../intent";
import { sharedTagOf } from "../ownership";
import type { Resource } from "../resource";
import { stableJson } from "../stable-json";
import { isOpen, isWalled, ratesOf } from "./access";
import { userComment } from "./comment";
import type { CompileContext } from "./context";
import { rateLimit } from "./rates";
import { supports } from "./ros-version";
import { sharedOnce } from "./shared-once";

/** Pool, profile and secret of a PPPoE user. */
export function compilePppoe(intent: Intent, context: CompileContext): Resource[] {
  const secret = { kind: "secret", name: intent.username } as const;
  if (intent.presence === "absent") return [{ ...secret, ensure: "absent", fields: {} }];
  const profile = profileOf(intent, context);
  const fields = secretFields(intent, context, profile.name);
  return [...poolOf(profile, context), profile, { ...secret, ensure: "present", fields }];
}

function secretFields(intent: Intent, context: CompileContext, profile: string) {
  const fields: Record<string, string> = { service: "pppoe" };
  if (context.password !== undefined) fields.password = context.password;
  fields.profile = profile;
  fields["local-address"] = "";
  fields["remote-address"] = intent.address.fixed ?? "";
  fields["caller-id"] = intent.address.mac ?? "";
  fields.disabled = isOpen(intent, context) ? "false" : "true";
  fields.comment = userComment(intent, context);
  return fields;
}

function profileOf(intent: Intent, context: CompileContext): Resource {
  const { settings } = context;
  const walled = isWalled(intent, context);
  const idle = intent.session.idleTimeoutSeconds;
  const content = {
    "local-address": settings.localAddress,
    "remote-address": intent.address.pool ?? settings.addressPool.name,
    "rate-limit": rateLimit(ratesOf(intent, context)),
    "only-one": intent.session.onlyOne ? "yes" : "default",
    "idle-timeout": idle === undefined ? "" : `${idle}s`,
    "address-list": walled ? settings.walledAddressList : "",
  };
  const slug = walled ? "walled" : intent.packageSlug;
  return sharedOnce(context, `${slug}\n${Object.values(content).join("\n")}`, () =>
    shared("profile", `isp-${slug}-${contentHash(stableJson(content))}`, content, context),
  );
}

function poolOf(profile: Resource, context: CompileContext): Resource[] {
  const { name, ranges } = context.settings.addressPool;
  if (ranges === "" || profile.fields["remote-address"] !== name) return [];
  const pool = sharedOnce(context, `\n${name}\n${ranges}`, () =>
    shared("pool", name, { ranges }, context),
  );
  return [pool];
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
