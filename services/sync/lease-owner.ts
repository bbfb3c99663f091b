import { hostname } from "node:os";
import { v7 } from "uuid";

// On globalThis: bundles of one process must count as one process.
const holder = globalThis as typeof globalThis & { ispBootId?: string };

const bootId = (): string => {
  holder.ispBootId ??= v7();
  return holder.ispBootId;
};

/** Names one run: host, process, boot of the process, run. */
export const newLeaseOwner = (): string => [hostname(), process.pid, bootId(), v7()].join("/");

/** True only when the holder certainly no longer runs: it was a process of this host that is gone. */
export function isKnownDead(owner: string): boolean {
  const [host, pid, boot] = owner.split("/");
  if (host !== hostname()) return false;
  if (Number(pid) === process.pid) return boot !== bootId();
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
