import { env } from "../env";

/**
 * A place where crash tests kill the process with SIGKILL (FAULT_POINTS names it). Does nothing in life.
 * Each name fires once per process, which then no longer exists.
 */
export function faultPoint(name: string): void {
  if (env().FAULT_POINTS.includes(name)) process.kill(process.pid, "SIGKILL");
}
