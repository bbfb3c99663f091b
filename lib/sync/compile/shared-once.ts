import type { Resource } from "../resource";
import type { RouterSettings } from "../router-settings";
import type { CompileContext } from "./context";

const known = new WeakMap<RouterSettings, Map<string, Resource>>();

/**
 * What many users of a router share is made once for these settings, and is then one and the same thing: a whole
 * router's users are compiled together. `content` is everything that it is made from, apart from the context.
 */
export function sharedOnce(
  { settings, installationId, rosVersion }: CompileContext,
  content: string,
  make: () => Resource,
): Resource {
  const ofSettings = known.get(settings) ?? new Map<string, Resource>();
  known.set(settings, ofSettings);
  const key = `${installationId}\n${rosVersion}\n${content}`;
  const resource = ofSettings.get(key) ?? make();
  ofSettings.set(key, resource);
  return resource;
}
