import { compileRouter, type Resource, type RouterSettings } from "@/lib/sync";

// Pools take comments from 7.9 on: nobody sets a router up with less than the last version 6, or an early 7.
const VERSIONS = { v6: "6.49", v7: "7.9" } as const;

/** What the engine keeps on a router as a whole, as the engine itself would write it. */
export const resourcesOf = (
  settings: RouterSettings,
  installationId: string,
  release: keyof typeof VERSIONS,
): Resource[] => compileRouter(settings, { installationId, rosVersion: VERSIONS[release] });
