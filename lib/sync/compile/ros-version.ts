/** True when the version is at least major.minor; a router that was never seen is taken for a current one. */
export function supports(version: string | undefined, major: number, minor: number): boolean {
  const match = /^(\d+)\.(\d+)/.exec(version ?? "");
  if (!match) return true;
  const [found, at] = [Number(match[1]), Number(match[2])];
  return found > major || (found === major && at >= minor);
}
