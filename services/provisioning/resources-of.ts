import type { Resource, RouterSettings } from "@/lib/sync";

/** What the engine keeps on a router as a whole, so that the script and it agree. */
export const resourcesOf = (
  _settings: RouterSettings,
  _installationId: string,
  _release: "v6" | "v7",
): Resource[] => [];
