/** How well a release of RouterOS is known here: tried from 6.49 to the last of 7. */
export type VersionSupport = "known" | "old" | "too_old" | "newer" | "unknown";

/** Of a version as the router tells it, "7.16.2 (stable)". */
export function versionSupport(version: string): VersionSupport {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return "unknown";
  if (major > 7) return "newer";
  if (major === 7) return "known";
  return major === 6 && minor >= 49 ? "old" : "too_old";
}
